"""Rows of text as service lines, and the rows that could not be read."""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from gaitbelt.edges.tabular import values
from gaitbelt.edges.wording import shown
from gaitbelt.tables.problem import PROBLEM
from gaitbelt.tables.service_line import MONEY, complete

ROW = "source_row"
_REPEATED = 4
_LONGEST = 1_000  # characters of a cell; a longer one is a damaged file, not a code or an id
_PLAIN = ("claim_id", "visit_id", "patient_id")
_WHOLE = ("line_number", "unit_count", "minutes", "assistant_minutes", "group_size")
_MONEY = ("charge_amount", "allowed_amount")
_TIMES = ("started_at", "ended_at")
_LISTS = ("modifiers", "diagnosis_codes")

EXPECTED = {
    **dict.fromkeys(_WHOLE, "a whole number"),
    **dict.fromkeys(_MONEY, "an amount with at most two decimals (such as 45.00)"),
    **dict.fromkeys(_TIMES, "a time (such as 2026-03-02T09:00, or 09:00 beside a date)"),
    "date_of_service": "a date (such as 2026-03-02)",
    "discipline": "a known discipline",
    "setting": "a known setting",
    "modifiers": "a list of modifiers parted by spaces",
    "diagnosis_codes": "a list of codes parted by spaces",
    "diagnosis_pointers": "a list of diagnosis numbers (such as 1 2)",
    "is_subject": "true or false",
}


@dataclass(frozen=True, slots=True)
class TypedRows:
    """Service lines with ``source_row``, the problems, and how dates were written."""

    lines: pl.DataFrame
    problems: pl.DataFrame
    has_other_dates: bool


def typed(rows: pl.DataFrame, file_name: str) -> TypedRows:
    """Return rows whose columns have contract names, as service lines.

    ``rows`` has ``source_row`` and any contract columns, of text or of their own types. A
    row with a cell that cannot be read is left out and reported; blank cells are null, or
    none in a list, or 0 in ``assistant_minutes``.
    """
    schema = {name: dtype for name, dtype in rows.schema.items() if name != ROW}
    straight = {name for name, dtype in schema.items() if _goes_straight(name, dtype)}
    names = [name for name in schema if name not in straight]
    text = rows.with_columns(_as_text(name, schema[name]) for name in names)
    text = text.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in schema))
    flagged = _flagged(_read(text, names, straight), names)
    bad = [name for name in names if flagged[f"wrong_{name}"].any()]
    problems = [_unread(flagged, name, file_name) for name in bad]
    kept = flagged
    if bad:
        kept = flagged.filter(~pl.any_horizontal(pl.col(f"wrong_{name}") for name in bad))
    lines = kept.select(ROW, *(pl.col(f"read_{name}").alias(name) for name in schema))
    if "assistant_minutes" in schema:
        lines = lines.with_columns(pl.col("assistant_minutes").fill_null(0))
    others = False
    if "date_of_service" in names:
        days = kept.select(pl.col("date_of_service").unique())
        others = bool(days.select(values.is_other_day(pl.col("date_of_service")).any()).item())
    return TypedRows(
        complete(lines.with_columns(source_file=pl.lit(file_name))),
        pl.concat([pl.DataFrame(schema=PROBLEM), *problems]),
        others,
    )


def _goes_straight(name: str, dtype: pl.DataType) -> bool:
    """Return whether the column has a type that holds nothing but readable values."""
    if name in _WHOLE:
        return dtype.is_integer() and dtype not in (pl.UInt64, pl.Int128)
    if name in _MONEY:
        return isinstance(dtype, pl.Decimal) and dtype == MONEY
    expected = {"date_of_service": pl.Date(), "is_subject": pl.Boolean()}
    if name in _TIMES:
        return isinstance(dtype, pl.Datetime) and dtype.time_zone is None
    return name in expected and dtype == expected[name]


def _read(text: pl.DataFrame, names: list[str], straight: set[str]) -> pl.DataFrame:
    read = text.with_columns(
        *(_read_column(text[name], name) for name in names if name not in _TIMES),
        *(pl.col(name).alias(f"read_{name}") for name in straight),
    )
    has_day = "read_date_of_service" in read.columns
    on = pl.col("read_date_of_service") if has_day else pl.lit(None, pl.Date)
    return read.with_columns(
        values.moment(pl.col(name), on).alias(f"read_{name}") for name in names if name in _TIMES
    )


def _read_column(raw: pl.Series, name: str) -> pl.Series:
    """Read each different cell once, where cells repeat; else every cell."""
    target, reader = f"read_{name}", _reader(name)
    once = raw.unique() if name not in _PLAIN else raw
    if len(once) * _REPEATED > len(raw):
        return raw.to_frame().select(reader(pl.col(name)).alias(target)).to_series()
    known = once.to_frame().with_columns(reader(pl.col(name)).alias(target))
    joined = raw.to_frame().join(
        known, on=name, how="left", nulls_equal=True, maintain_order="left"
    )
    return joined[target]


def _flagged(read: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    return read.with_columns(
        (
            (pl.col(name).is_not_null() & pl.col(f"read_{name}").is_null()) | _is_too_long(name)
        ).alias(f"wrong_{name}")
        for name in names
    )


def _is_too_long(name: str) -> pl.Expr:
    return (pl.col(name).str.len_bytes() > _LONGEST).fill_null(value=False)


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
    elif isinstance(dtype, pl.Struct | pl.Object | pl.Binary | pl.Duration):
        text = pl.lit("not a plain value")
    elif name in _MONEY and dtype.is_float():
        text = pl.when(column.is_finite()).then(column).cast(pl.String)
    return text.alias(name)


def _reader(name: str) -> Callable[[pl.Expr], pl.Expr]:
    if name in _WHOLE:
        return values.whole_number
    if name in _MONEY:
        return values.money
    if name in _LISTS:
        return values.listed
    if name in values.WORDS:
        return lambda raw: values.word(name, raw)
    readers: dict[str, Callable[[pl.Expr], pl.Expr]] = {
        "date_of_service": values.day,
        "diagnosis_pointers": values.pointers,
        "is_subject": values.truth,
        "payer": values.snake,
        "place_of_service_code": lambda raw: values.code(raw).str.zfill(2),
    }
    if name in readers:
        return readers[name]
    return _as_sent if name in _PLAIN else values.code


def _as_sent(raw: pl.Expr) -> pl.Expr:
    return raw


def _unread(flagged: pl.DataFrame, name: str, file_name: str) -> pl.DataFrame:
    found = flagged.filter(f"wrong_{name}")
    allowed = values.WORDS.get(name)
    expected = EXPECTED.get(name, "")
    raw = shown(pl.col(name))
    what = pl.format(f"row {{}}: {name} holds {{}}, which is not {expected}.", pl.col(ROW), raw)
    if name not in EXPECTED:
        what = pl.format(f"row {{}}: {name} holds a value of many parts.", pl.col(ROW))
    much = f"row {{}}: {name} holds {{}}; a cell of more than {_LONGEST:,} is not read."
    what = pl.when(_is_too_long(name)).then(pl.format(much, pl.col(ROW), raw)).otherwise(what)
    fix = f"Correct {name} and read the file again; the row was left out."
    if allowed is not None:
        fix = f"Use one of {', '.join(allowed)} and read the file again; the row was left out."
    has_claim = "claim_id" in found.columns
    named = pl.when(~_is_too_long("claim_id")).then("claim_id")
    claim = named if has_claim else pl.lit(None, pl.String)
    has_number = "read_line_number" in found.columns
    number = pl.col("read_line_number") if has_number else pl.lit(None, pl.Int64)
    return found.select(
        file=pl.lit(file_name),
        row=pl.col(ROW),
        segment=pl.lit(None, pl.String),
        element=pl.lit(name),
        byte_offset=pl.lit(None, pl.Int64),
        claim_id=claim,
        line_number=number,
        level=pl.lit("row"),
        problem_code=pl.lit(f"{name.replace('_', '-')}-unreadable"),
        message=pl.concat_str(pl.lit(f"{file_name}, "), what),
        fix=pl.lit(fix),
    ).cast(PROBLEM)  # type: ignore[arg-type]  # polars types the mapping by class only
