"""The service line: one intervention of a visit, or one line of a claim."""

from functools import lru_cache

import polars as pl

from gaitbelt.tables.column import MONEY
from gaitbelt.tables.diagnosis import DIAGNOSIS
from gaitbelt.tables.record import RECORD

SERVICE_LINE: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "line_number": pl.Int64(),
    "visit_id": pl.String(),
    "patient_id": pl.String(),
    "date_of_service": pl.Date(),
    "payer": pl.String(),
    "discipline": pl.String(),
    "setting": pl.String(),
    "hcpcs_code": pl.String(),
    "modifiers": pl.List(pl.String()),
    "unit_count": pl.Int64(),
    "minutes": pl.Int64(),
    "assistant_minutes": pl.Int64(),
    "started_at": pl.Datetime("us"),
    "ended_at": pl.Datetime("us"),
    "group_size": pl.Int64(),
    "charge_amount": MONEY,
    "allowed_amount": MONEY,
    "rendering_provider_npi": pl.String(),
    "billing_provider_npi": pl.String(),
}
"""What every frame of service lines has: an absent column is null on every row."""

CONTRACT: dict[str, pl.DataType] = {**SERVICE_LINE, **RECORD}
"""The tabular contract: service lines, and what the record and the claim say of them."""

ORIGIN: dict[str, pl.DataType] = {
    "is_subject": pl.Boolean(),
    "source_file": pl.String(),
    "source_row": pl.Int64(),
    "source_byte_offset": pl.Int64(),
}
"""Where a line came from, and whether it is judged (false: history only)."""

CLAIM_LINE: dict[str, pl.DataType] = {
    **SERVICE_LINE,
    **{name: RECORD[name] for name in ("place_of_service_code", *DIAGNOSIS)},
}
"""A line of a claim: what every claim says of its lines."""

LIST_OR_ZERO_WHEN_BLANK = ("modifiers", "diagnosis_codes", "diagnosis_pointers")
"""Blank in a column that is present means none; an absent column means unknown."""


def complete(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with every service-line and origin column, in order and typed.

    Columns that are absent become null, but for those of the record
    (``tables.record.RECORD``), which stay absent; ``is_subject`` becomes true. Columns
    that the contract does not know are dropped. Raises ``polars.exceptions`` when a
    present column cannot be cast to its type.
    """
    if not lines.width:
        return pl.DataFrame(schema={**SERVICE_LINE, **ORIGIN})
    columns, is_complete = _completing(tuple(lines.schema.items()))
    if is_complete and not lines["is_subject"].null_count():
        return lines
    if any(name in CONTRACT for name in lines.columns):
        return lines.select(columns)
    return lines.with_columns(columns).select(*SERVICE_LINE, *ORIGIN)


@lru_cache(maxsize=64)
def _completing(given: tuple[tuple[str, pl.DataType], ...]) -> tuple[list[pl.Expr], bool]:
    """Return how each column is made, and whether they are all there already, in order."""
    present = dict(given)
    wanted = {**SERVICE_LINE, **{name: RECORD[name] for name in RECORD if name in present}}
    columns = []
    for name, dtype in {**wanted, **ORIGIN}.items():
        if name not in present:
            column = pl.lit(None, dtype=dtype).alias(name)
        elif present[name] != dtype:
            column = pl.col(name).cast(dtype)
        else:
            column = pl.col(name)
        columns.append(column.fill_null(value=True) if name == "is_subject" else column)
    return columns, given == (*wanted.items(), *ORIGIN.items())
