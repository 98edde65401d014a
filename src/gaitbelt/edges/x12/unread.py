"""Values that are there but are not what their column holds, told with their place."""

import numpy as np
import polars as pl

from gaitbelt.edges.wording import shown, shown_date
from gaitbelt.edges.x12.fill import Filled
from gaitbelt.edges.x12.guide.model import Column, Source, Table, TransactionGuide
from gaitbelt.edges.x12.problems import with_commas
from gaitbelt.tables.problem import PROBLEM

_WORDS = {
    "money": ("an amount with two decimals", "not-an-amount"),
    "quantity": ("a number", "not-a-number"),
    "count": ("a whole number", "not-whole"),
    "number": ("a whole number", "not-whole"),
    "date": ("a date", "not-a-date"),
    "through": ("a date", "not-a-date"),
    "pointers": ("whole numbers", "not-numbers"),
}
CORRECT = "Ask the sender to correct it, and read the file again"


def unread_values(
    guide: TransactionGuide, tables: dict[str, Filled], fix: str = CORRECT
) -> list[pl.DataFrame]:
    """Return one problem for each value of the tables that could not be read."""
    return [
        told_of(guide, guide.tables[name], column, rows, fix)
        for name, rows in tables.items()
        for column in guide.tables[name].columns
        if len(rows.bad.get(column.name, ()))
    ]


def told_of(
    guide: TransactionGuide, table: Table, column: Column, rows: Filled, fix: str
) -> pl.DataFrame:
    """Return a problem for each bad value of a column."""
    bad = rows.bad[column.name]
    source = column.sources[0]
    what, ending = _WORDS[column.kind]
    raw = rows.raw(column.name, bad)
    show = shown_date if column.kind in ("date", "through") else shown
    at = rows.at(column.name)[bad]
    loop = source.loop or table.loops[0]
    frame = rows.frame[bad].with_columns(
        raw=raw,
        row=pl.Series(rows.text.numbers[at]),
        byte_offset=pl.Series(rows.text.offsets[at]),
    )
    name = element_name(source)
    where = (
        f" ({guide.kind} loop {loop}, {name}, byte {{}})."
        if loop != "HEADER"
        else (f" ({guide.kind}, {name}, byte {{}}).")
    )
    place = pl.format(where, with_commas(pl.col("byte_offset")))
    said = pl.format(f"{column.noun} {{}} is not {what}", show(pl.col("raw")))
    if column.kind == "pointers":
        said = pl.lit(f"the {column.noun} are not whole numbers")
    return problem_rows_of(
        frame,
        table,
        message=pl.concat_str(called(table, frame), said, place),
        segment=source.segment,
        element=name,
        level="value",
        code=column.problem_code or column.noun.replace(" ", "-") + "-" + ending,
        fix=fix,
    )


def element_name(source: Source) -> str:
    """Return how messages call the element: SV102."""
    return f"{source.segment}{source.position:02}"


def called(table: Table, frame: pl.DataFrame) -> pl.Expr:
    """Return how a message calls a row: claim A1043, line 2."""
    if not table.claim or table.claim not in frame.columns:
        return pl.format("the row at segment {}: ", with_commas(pl.col("row")))
    row = "claim_row" if "claim_row" in frame.columns else "source_row"
    named = pl.coalesce(
        pl.format("claim {}", table.claim),
        pl.format("the claim at segment {}", with_commas(pl.col(row))),
    )
    if not table.line or table.line not in frame.columns:
        return pl.concat_str(named, pl.lit(": "))
    line = pl.coalesce(pl.format(", line {}: ", table.line), pl.lit(": "))
    return pl.concat_str(named, line)


def problem_rows_of(
    frame: pl.DataFrame,
    table: Table,
    *,
    message: pl.Expr,
    segment: str,
    element: str,
    level: str,
    code: str,
    fix: str,
) -> pl.DataFrame:
    """Return rows with row and byte_offset as problems."""
    has_claim = table.claim in frame.columns
    has_line = table.line in frame.columns
    return frame.select(
        file=pl.lit(None, pl.String),
        row="row",
        segment=pl.lit(segment),
        element=pl.lit(element),
        byte_offset="byte_offset",
        claim_id=pl.col(table.claim) if has_claim else pl.lit(None, pl.String),
        line_number=pl.col(table.line) if has_line else pl.lit(None, pl.Int64),
        level=pl.lit(level),
        problem_code=pl.lit(code),
        message=message,
        fix=pl.lit(fix),
    ).cast(PROBLEM)  # type: ignore[arg-type]  # polars types the mapping by class only


def no_rows() -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return no rows."""
    return np.zeros(0, dtype=np.int64)
