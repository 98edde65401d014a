"""The sent line: one line of a claim as the practice sent it, to be met by its answers."""

import polars as pl

from gaitbelt.tables.column import MONEY

SENT_LINE: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "line_number": pl.Int64(),
    "line_control_number": pl.String(),
    "date_of_service": pl.Date(),
    "payer_sequence": pl.String(),
    "claim_frequency_code": pl.String(),
    "submitted_on": pl.Date(),
    "hcpcs_code": pl.String(),
    "modifiers": pl.List(pl.String()),
    "unit_count": pl.Int64(),
    "charge_amount": MONEY,
    "source_file": pl.String(),
    "source_row": pl.Int64(),
}
"""One row per line of every claim sent, each sending of a claim its own rows.

``claim_id`` is the patient control number (CLM01). Further columns may follow.
"""

ACCOUNT = ("claim_id", "date_of_service", "line_key")
"""What names one line of account over every sending and every answer.

``line_key`` is the line control number, or ``#`` and the line number where none was sent.
"""
