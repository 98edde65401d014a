"""The match: which line that was sent a line of a remittance answers, and by which key."""

import polars as pl

from gaitbelt.tables.column import MONEY

MATCH_KEYS = (
    "line control number",
    "line control number, another claim number",
    "code, modifiers, units and charge",
    "code and modifiers",
    "code, units and charge",
    "code and charge",
    "code",
    "charge",
    "charges of split lines",
    "charges of bundled lines",
    "claim",
)
"""How a match was made, the surest first."""

CLAIM_KEYS = ("claim number", "payer's claim number", "line control number")
"""How the claim was found: by its own number, by the payer's, or by a line."""

PARTS = ("whole", "split", "bundled", "claim")
"""Whether one line answers one, several answer one, one answers several, or none is there."""

MATCH: dict[str, pl.DataType] = {
    "answer_file": pl.String(),
    "claim_row": pl.Int64(),
    "line_row": pl.Int64(),
    "claim_id": pl.String(),
    "date_of_service": pl.Date(),
    "line_key": pl.String(),
    "match_key": pl.String(),
    "claim_match_key": pl.String(),
    "part": pl.String(),
    "has_alternatives": pl.Boolean(),
    "is_other_date": pl.Boolean(),
    "is_earlier_version": pl.Boolean(),
    "is_recoded": pl.Boolean(),
    "dropped_modifiers": pl.List(pl.String()),
    "added_modifiers": pl.List(pl.String()),
    "sent_code": pl.String(),
    "answered_code": pl.String(),
    "sent_charge_amount": MONEY,
    "answered_charge_amount": MONEY,
}
"""One row per line of a remittance and line of account that it answers.

``answer_file``, ``claim_row`` and ``line_row`` name the CLP and SVC of the remittance;
``line_row`` is null where the claim was answered without lines. ``has_alternatives``: other
lines had the same key, and the order of the lines decided. ``is_earlier_version``: the line
was found on a sending of the claim that a later one replaced.
"""
