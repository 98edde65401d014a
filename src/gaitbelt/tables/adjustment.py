"""The adjustment: one reason why what was paid is not what was charged."""

import polars as pl

from gaitbelt.tables.column import MONEY
from gaitbelt.tables.remittance import QUANTITY
from gaitbelt.tables.x12_origin import X12_ORIGIN

LEVELS = ("claim", "line")

ADJUSTMENT: dict[str, pl.DataType] = {
    "level": pl.String(),
    "patient_control_number": pl.String(),
    "claim_row": pl.Int64(),
    "line_number": pl.Int64(),
    "line_row": pl.Int64(),
    "adjustment_group_code": pl.String(),
    "adjustment_reason_code": pl.String(),
    "adjustment_amount": MONEY,
    "adjustment_quantity": QUANTITY,
    "adjustment_position": pl.Int64(),
    **X12_ORIGIN,
}
"""One row per group, reason, amount and quantity.

``level`` is claim or line; ``claim_row`` and ``line_row`` are the segment numbers of the
CLP and the SVC it stands under, ``line_row`` null at claim level. ``adjustment_position``
is its place within the segment, from 1.
"""

PROVIDER_ADJUSTMENT: dict[str, pl.DataType] = {
    "provider_id": pl.String(),
    "fiscal_period_date": pl.Date(),
    "provider_adjustment_reason_code": pl.String(),
    "provider_adjustment_reference": pl.String(),
    "adjustment_amount": MONEY,
    "adjustment_position": pl.Int64(),
    **X12_ORIGIN,
}
"""One row per reason and amount outside any claim; a positive amount lowers the payment."""
