"""Rows of text as service lines, and the rows that could not be read."""

from dataclasses import dataclass

import polars as pl

from gaitbelt.edges.tabular import record_cells, values
from gaitbelt.edges.tabular.cells import (
    EXPECTED,
    LONGEST,
    TIMES,
    as_text,
    cells,
    goes_straight,
    is_too_long,
    moments,
)
from gaitbelt.edges.wording import shown
from gaitbelt.tables.problem import PROBLEM
from gaitbelt.tables.service_line import complete

ROW = "source_row"


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
    names = [name for name, dtype in schema.items() if not goes_straight(name, dtype)]
    table = _read(rows, names)
    is_blank = pl.all_horizontal(pl.col(f"blank_{name}") for name in schema)
    bad = [name for name in names if table[f"wrong_{name}"].any()]
    problems = [_unread(rows, table, name, file_name) for name in bad]
    is_wrong = [pl.col(f"wrong_{name}") for name in bad]
    kept = table.select(~pl.any_horizontal(is_blank, *is_wrong)).to_series()
    read = table if kept.all() else table.filter(kept)
    lines = read.select(ROW, *(pl.col(f"read_{name}").alias(name) for name in schema))
    if "assistant_minutes" in schema:
        lines = lines.with_columns(pl.col("assistant_minutes").fill_null(0))
    return TypedRows(
        complete(lines.with_columns(source_file=pl.lit(file_name))),
        pl.concat([pl.DataFrame(schema=PROBLEM), *problems]),
        "date_of_service" in names and _has_other_dates(rows.filter(kept)),
    )


def _read(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """Return the columns as ``cells`` gives them, and those that need no reading likewise."""
    straight = [name for name in rows.columns if name != ROW and name not in names]
    table = rows.select(
        ROW,
        *(pl.col(name).alias(f"read_{name}") for name in straight),
        *(pl.col(name).is_null().alias(f"blank_{name}") for name in straight),
    )
    plain = [name for name in names if name not in TIMES]
    table = pl.concat([table, *(cells(rows[name], name) for name in plain)], how="horizontal")
    has_day = "read_date_of_service" in table.columns
    no_day = pl.Series("day", [None], dtype=pl.Date).new_from_index(0, rows.height)
    on = table["read_date_of_service"] if has_day else no_day
    timed = [moments(rows[name], name, on) for name in names if name in TIMES]
    return pl.concat([table, *timed], how="horizontal")


def _has_other_dates(rows: pl.DataFrame) -> bool:
    """Return whether a date is written in another way than 2026-03-02."""
    days = as_text(rows.select(pl.col("date_of_service").unique()), "date_of_service")
    return bool(days.select(values.is_other_day(pl.col("date_of_service")).any()).item())


def _unread(rows: pl.DataFrame, table: pl.DataFrame, name: str, file_name: str) -> pl.DataFrame:
    found = table.filter(f"wrong_{name}")
    held = rows.filter(table[f"wrong_{name}"])
    for each in {name, "claim_id"} & set(held.columns):
        found = found.with_columns(as_text(held.select(each), each).to_series())
    allowed = values.WORDS.get(name) or record_cells.words_of(name)
    expected = EXPECTED.get(name, "")
    raw = shown(pl.col(name))
    what = pl.format(f"row {{}}: {name} holds {{}}, which is not {expected}.", pl.col(ROW), raw)
    if name not in EXPECTED:
        what = pl.format(f"row {{}}: {name} holds a value of many parts.", pl.col(ROW))
    much = f"row {{}}: {name} holds {{}}; a cell of more than {LONGEST:,} is not read."
    what = pl.when(is_too_long(name)).then(pl.format(much, pl.col(ROW), raw)).otherwise(what)
    fix = f"Correct {name} and read the file again; the row was left out."
    if allowed:
        fix = f"Use one of {', '.join(allowed)} and read the file again; the row was left out."
    has_claim = "claim_id" in found.columns
    named = pl.when(~is_too_long("claim_id")).then("claim_id")
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
