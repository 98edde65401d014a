"""The answered line: what the first payer's standing answer says of one line of account."""

import polars as pl

from gaitbelt.tables.column import MONEY

ANSWERED_AMOUNTS = (
    "answered_allowed_amount",
    "answered_paid_amount",
    "answered_deductible_amount",
    "answered_coinsurance_amount",
    "answered_copayment_amount",
    "answered_other_patient_amount",
    "answered_contractual_amount",
    "answered_sequestration_amount",
    "answered_quality_amount",
    "answered_denied_amount",
)

ANSWERED_LINE: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    **dict.fromkeys(ANSWERED_AMOUNTS, MONEY),
    "answered_unit_count": pl.Int64(),
    "answered_code": pl.String(),
    "adjustment_reason_codes": pl.List(pl.String()),
    "is_taken_back": pl.Boolean(),
    "payment_date": pl.Date(),
    "match_key": pl.String(),
    "part": pl.String(),
    "source_file": pl.String(),
    "claim_row": pl.Int64(),
}
"""One row per line of account that the first payer answered: the last answer that stands.

``answered_allowed_amount`` is what the payer stated (AMT*B6), null where it did not. The
contractual amount includes sequestration (253) and the quality penalty (237), which also
stand apart. ``is_taken_back``: every answer was reversed.
"""
