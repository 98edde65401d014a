"""The cells of one column of a table: each as its type, and those that cannot be read."""

from collections.abc import Callable

import polars as pl

from gaitbelt.edges.tabular import record_cells, values
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.record import RECORD

REPEATED = 4
LONGEST = 1_000  # characters of a cell; a longer one is a damaged file, not a code or an id
LONGEST_TEXT = 100_000  # of a column that holds running text
TIMES = ("started_at", "ended_at")
_PLAIN = ("claim_id", "visit_id", "patient_id")
_WHOLE = ("line_number", "unit_count", "minutes", "assistant_minutes", "group_size")
_MONEY = ("charge_amount", "allowed_amount")
_ODD = pl.Struct | pl.Object | pl.Binary | pl.Duration

EXPECTED = {
    **{name: record_cells.expected(name) for name in RECORD},
    **dict.fromkeys(_WHOLE, record_cells.WHOLE),
    **dict.fromkeys(_MONEY, record_cells.AMOUNT),
    **dict.fromkeys(TIMES, "a time (such as 2026-03-02T09:00, or 09:00 beside a date)"),
    "date_of_service": record_cells.DATE,
    "discipline": "a known discipline",
    "setting": "a known setting",
    "modifiers": "a list of modifiers parted by spaces",
    "is_subject": record_cells.TRUTH,
}


def goes_straight(name: str, dtype: pl.DataType) -> bool:
    """Return whether the column has a type that holds nothing but readable values."""
    if name in _WHOLE or RECORD.get(name) == pl.Int64():
        return dtype.is_integer() and dtype not in (pl.UInt64, pl.Int128)
    if name in _MONEY:
        return isinstance(dtype, pl.Decimal) and dtype == MONEY
    expected = {"date_of_service": pl.Date(), "is_subject": pl.Boolean()}
    if name in TIMES:
        return isinstance(dtype, pl.Datetime) and dtype.time_zone is None
    if name in RECORD and RECORD[name] in (pl.Date(), pl.Boolean(), MONEY):
        return dtype == RECORD[name]
    return name in expected and dtype == expected[name]


def cells(raw: pl.Series, name: str) -> pl.DataFrame:
    """Return a column's cells as ``read_``, ``wrong_`` and ``blank_`` with its name.

    Each different cell is read once where cells repeat. ``wrong_`` is true where a cell
    cannot be read, ``blank_`` where it holds nothing.
    """
    if name in _PLAIN or isinstance(raw.dtype, _ODD):
        return _cells(raw, name)
    key = raw.to_frame(name).select(key=pl.col(name).hash())
    firsts = key.with_row_index("first").group_by("key").agg(pl.col("first").first())
    if firsts.height * REPEATED > len(raw):
        return _cells(raw, name)
    once = _cells(raw[firsts["first"]], name).with_columns(firsts["key"])
    return key.join(once, on="key", how="left", maintain_order="left").drop("key")


def moments(raw: pl.Series, name: str, on: pl.Series) -> pl.DataFrame:
    """Return a column of times as ``cells`` does; clock times are of the day beside them."""
    text = as_text(raw.to_frame(name), name).with_columns(on.alias("day"))
    return _judged(text, name, values.moment(pl.col(name), pl.col("day")))


def _cells(raw: pl.Series, name: str) -> pl.DataFrame:
    return _judged(as_text(raw.to_frame(name), name), name, _reader(name)(pl.col(name)))


def _judged(text: pl.DataFrame, name: str, read: pl.Expr) -> pl.DataFrame:
    is_blank = pl.col(name).is_null()
    return text.select(name, read.alias(f"read_{name}")).select(
        f"read_{name}",
        ((~is_blank & pl.col(f"read_{name}").is_null()) | is_too_long(name)).alias(f"wrong_{name}"),
        is_blank.alias(f"blank_{name}"),
    )


def as_text(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the rows with a column as the text of its cells, null where one is blank."""
    return rows.with_columns(_as_text(name, rows.schema[name]))


def is_too_long(name: str) -> pl.Expr:
    """Return whether a cell of text is longer than any of its column should be."""
    longest = LONGEST_TEXT if name.endswith("_text") else LONGEST
    return (pl.col(name).str.len_bytes() > longest).fill_null(value=False)


def _is_money(name: str) -> bool:
    return name in _MONEY or RECORD.get(name) == MONEY


def _as_text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    text = values.trimmed(column)
    if isinstance(dtype, pl.List | pl.Array):
        parts = column.cast(pl.List(pl.String))
        text = values.trimmed(parts.list.drop_nulls().list.join(" "))
    elif isinstance(dtype, pl.Datetime):
        text = column.dt.replace_time_zone(None).dt.to_string("%Y-%m-%d %H:%M:%S")
    elif isinstance(dtype, pl.Time):
        text = column.dt.to_string("%H:%M:%S")
    elif isinstance(dtype, _ODD):
        text = pl.lit("not a plain value")
    elif _is_money(name) and dtype.is_float():
        text = pl.when(column.is_finite()).then(column).cast(pl.String)
    return text.alias(name)


def _reader(name: str) -> Callable[[pl.Expr], pl.Expr]:
    if name in RECORD:
        return record_cells.reader(name)
    if name in values.WORDS:
        return lambda raw: values.word(name, raw)
    readers: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        **dict.fromkeys(_WHOLE, values.whole_number),
        **dict.fromkeys(_MONEY, values.money),
        **dict.fromkeys(_PLAIN, _as_sent),
        "modifiers": values.listed,
        "date_of_service": values.day,
        "is_subject": values.truth,
        "payer": values.snake,
    }
    return readers.get(name, values.code)


def _as_sent(raw: pl.Expr) -> pl.Expr:
    return raw
