"""The service line: one intervention of a visit, or one line of a claim."""

from functools import lru_cache

import polars as pl

MONEY = pl.Decimal(12, 2)
"""Every amount of money, in dollars with two places."""

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
    "place_of_service_code": pl.String(),
    "diagnosis_codes": pl.List(pl.String()),
    "diagnosis_pointers": pl.List(pl.Int64()),
}
"""The tabular contract: every column may be absent, and is then null on every row."""

ORIGIN: dict[str, pl.DataType] = {
    "is_subject": pl.Boolean(),
    "source_file": pl.String(),
    "source_row": pl.Int64(),
    "source_byte_offset": pl.Int64(),
}
"""Where a line came from, and whether it is judged (false: history only)."""

LIST_OR_ZERO_WHEN_BLANK = ("modifiers", "diagnosis_codes", "diagnosis_pointers")
"""Blank in a column that is present means none; an absent column means unknown."""


COMPLETE = (*SERVICE_LINE.items(), *ORIGIN.items())


def complete(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with every contract and origin column, in order and typed.

    Columns that are absent become null; ``is_subject`` becomes true. Columns that
    the contract does not know are dropped. Raises ``polars.exceptions`` when a
    present column cannot be cast to its type.
    """
    if not lines.width:
        return pl.DataFrame(schema={**SERVICE_LINE, **ORIGIN})
    given = tuple(lines.schema.items())
    if given == COMPLETE and not lines["is_subject"].null_count():
        return lines
    columns = _completing(given)
    if any(name in SERVICE_LINE for name, _ in given):
        return lines.select(columns)
    return lines.with_columns(columns).select(*SERVICE_LINE, *ORIGIN)


@lru_cache(maxsize=64)
def _completing(given: tuple[tuple[str, pl.DataType], ...]) -> list[pl.Expr]:
    present = dict(given)
    columns = []
    for name, dtype in {**SERVICE_LINE, **ORIGIN}.items():
        if name not in present:
            column = pl.lit(None, dtype=dtype).alias(name)
        elif present[name] != dtype:
            column = pl.col(name).cast(dtype)
        else:
            column = pl.col(name)
        columns.append(column.fill_null(value=True) if name == "is_subject" else column)
    return columns
