"""Frames as CSV text or as JSON rows, for people and programs to read."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

FORMULA_START = r"^[=+\-@\t\r]"
"""What a spreadsheet takes for a formula at the start of a cell of text."""

GUARD = "'"
"""Put before such a cell, so that a spreadsheet shows it as text."""

LIST_SEPARATOR = " "
PHRASE_SEPARATOR = " | "
PHRASES = ("citations", "missing")
"""Lists whose parts hold spaces; in CSV they are parted by the longer separator."""


def as_csv(frame: pl.DataFrame) -> str:
    """Return a frame as CSV text with a heading; lists become one cell.

    Text that a spreadsheet would run as a formula gets an apostrophe before it.
    """
    return frame.select(_cell(name, dtype) for name, dtype in frame.schema.items()).write_csv()


def as_rows(frame: pl.DataFrame, *, json_columns: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield each row as one line of JSON: dates and amounts as text, lists as lists.

    ``json_columns`` hold JSON text, which becomes part of the row.
    """
    for row in frame.iter_rows(named=True):
        for name in json_columns:
            row[name] = json.loads(row[name]) if row[name] else {}
        yield json.dumps(row, ensure_ascii=False, default=_as_text)


def unguarded(cell: str) -> str:
    """Return a cell of CSV without the apostrophe that ``as_csv`` put before it."""
    is_guarded = cell[:1] == GUARD and cell[1:2] in tuple("=+-@\t\r")
    return cell[1:] if is_guarded else cell


def _cell(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        separator = PHRASE_SEPARATOR if name in PHRASES else LIST_SEPARATOR
        column = column.cast(pl.List(pl.String)).list.join(separator)
    elif dtype != pl.String:
        return column
    is_formula = column.str.contains(FORMULA_START)
    return (
        pl.when(is_formula).then(pl.concat_str(pl.lit(GUARD), column)).otherwise(column).alias(name)
    )


def _as_text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"A {type(value).__name__} has no form in JSON.")
