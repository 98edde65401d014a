"""Cells of record columns: how each is read, by its type and its words."""

from collections.abc import Callable

import polars as pl

from gaitbelt.edges.tabular import values
from gaitbelt.tables.column import DAY, MONEY, NUMBER, YES_NO, Column
from gaitbelt.tables.record import RECORD_COLUMNS

Reader = Callable[[pl.Expr], pl.Expr]

DATE = "a date (such as 2026-03-02)"
WHOLE = "a whole number"
AMOUNT = "an amount with at most two decimals (such as 45.00)"
TRUTH = "true or false"
_KINDS: dict[pl.DataType, tuple[str, Reader]] = {
    DAY: (DATE, values.day),
    NUMBER: (WHOLE, values.whole_number),
    MONEY: (AMOUNT, values.money),
    YES_NO: (TRUTH, values.truth),
}
_OWN: dict[str, tuple[str, Reader]] = {
    "place_of_service_code": ("a code", lambda raw: values.code(raw).str.zfill(2)),
    "diagnosis_codes": ("a list of codes parted by spaces", values.listed),
    "diagnosis_pointers": ("a list of diagnosis numbers (such as 1 2)", values.pointers),
}
_CODED = ("_code", "_npi")


def expected(name: str) -> str:
    """Return what a cell of the column should be, in words."""
    return _kind(name)[0]


def reader(name: str) -> Reader:
    """Return how a cell of the column is read; null comes out where it cannot be."""
    return _kind(name)[1]


def words_of(name: str) -> tuple[str, ...]:
    """Return the words a cell of the column may hold; none for other columns."""
    column = RECORD_COLUMNS.get(name)
    return column.words if column is not None else ()


def _kind(name: str) -> tuple[str, Reader]:
    column = RECORD_COLUMNS[name]
    if name in _OWN:
        return _OWN[name]
    if column.dtype in _KINDS:
        return _KINDS[column.dtype]
    if isinstance(column.dtype, pl.List):
        return _list(column)
    if column.words:
        return "a known word", lambda raw: _among(values.snake(raw), column.words)
    return "a value of one part", values.code if name.endswith(_CODED) else lambda raw: raw


def _list(column: Column) -> tuple[str, Reader]:
    if column.dtype == pl.List(pl.Int64()):
        return "a list of numbers parted by spaces", _numbers
    if not column.words:
        return "a list parted by spaces", _if_given(values.listed)
    known = list(column.words)

    def read(raw: pl.Expr) -> pl.Expr:
        parts = values.listed(raw.str.to_lowercase()).list.eval(values.snake(pl.element()))
        is_known = parts.list.eval(pl.element().is_in(known)).list.all()
        return pl.when(raw.is_not_null() & is_known).then(parts)

    return "a list of known words parted by spaces", read


def _numbers(raw: pl.Expr) -> pl.Expr:
    parts = values.listed(raw).cast(pl.List(pl.Int64), strict=False)
    return pl.when(raw.is_not_null() & ~parts.list.eval(pl.element().is_null()).list.any()).then(
        parts
    )


def _if_given(read: Reader) -> Reader:
    return lambda raw: pl.when(raw.is_not_null()).then(read(raw))


def _among(text: pl.Expr, words: tuple[str, ...]) -> pl.Expr:
    return pl.when(text.is_in(list(words))).then(text)
