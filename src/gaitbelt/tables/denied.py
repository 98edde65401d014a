"""The denied amount: what a payer's standing answer did not pay, why, and what to do."""

import polars as pl

from gaitbelt.tables.column import MONEY

DENIAL, ADJUSTMENT = "denial", "adjustment"
"""Adjudicated with nothing paid, or a part taken of a line that was paid.

A rejection (999, 277CA) comes before adjudication, and is in neither.
"""

DENIED: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    "outcome": pl.String(),
    "adjustment_group_code": pl.String(),
    "adjustment_reason_code": pl.String(),
    "remark_codes": pl.List(pl.String()),
    "denied_amount": MONEY,
    "payer": pl.String(),
    "payment_date": pl.Date(),
    "cause": pl.String(),
    "billable_to": pl.String(),
    "action": pl.String(),
    "is_appealable": pl.Boolean(),
    "appeal_by": pl.Date(),
    "reopen_by": pl.Date(),
    "new_claim_by": pl.Date(),
    "deadline_note": pl.String(),
    "confidence": pl.String(),
    "preventing_rules": pl.List(pl.String()),
    "source_file": pl.String(),
    "claim_row": pl.Int64(),
}
"""One row per line of account (or claim, ``line_key`` null), group and reason.

``confidence`` is that of cause and action. A date is null where no window is held, and the
note says so; ``appeal_by`` is also null where there is no appeal. Windows count from the
date of the payment, a new claim's from the date of service.
"""

EFFICACY: dict[str, pl.DataType] = {
    "rule_code": pl.String(),
    "found_count": pl.Int64(),
    "hit_count": pl.Int64(),
    "false_alarm_count": pl.Int64(),
    "missed_count": pl.Int64(),
    "hit_amount": MONEY,
    "missed_amount": MONEY,
}
"""One row per rule, over the lines of account that were answered.

``found``: lines on which the rule found a breach; ``hit``: found, and denied for what it
looks for; ``false alarm``: found, and nothing denied; ``missed``: denied for what it looks
for, and not found.
"""
