"""Values that cannot have happened: reported, emptied, and everything else judged."""

import polars as pl

from gaitbelt.services.unit_input import MONTH_MINUTES
from gaitbelt.tables.problem import PROBLEM, no_problems

_MINUTES, _ALONE, _UNITS = pl.col("minutes"), pl.col("assistant_minutes"), pl.col("unit_count")
_IMPOSSIBLE = (
    ("negative_minutes", "minutes", _MINUTES < 0, "{} minutes are below zero"),
    ("negative_minutes", "assistant_minutes", _ALONE < 0, "{} assistant minutes are below zero"),
    (
        "too_many_minutes",
        "minutes",
        _MINUTES > MONTH_MINUTES,
        "{} minutes are more than a month has",
    ),
    ("negative_units", "unit_count", _UNITS < 0, "{} units are below zero"),
    (
        "assistant_above_total",
        "assistant_minutes",
        (_ALONE > _MINUTES) & (_MINUTES >= 0),
        "{} assistant minutes are more than the line's minutes",
    ),
)
_FLAGS = [
    condition.fill_null(value=False).alias(str(number))
    for number, (_, _, condition, _) in enumerate(_IMPOSSIBLE)
]
_IS_ANY = [flag.any() for flag in _FLAGS]


def without_impossible(lines: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the lines with impossible values emptied, and a problem for each of them.

    A rule that needs an emptied value then says that it cannot tell. ``lines`` is
    complete; the problems have the columns of ``tables.problem.PROBLEM``.
    """
    is_any = lines.select(_IS_ANY).row(0) if lines.height else ()
    if not any(is_any):
        return lines, no_problems()
    problems = []
    flags = lines.select(_FLAGS)
    for number, (code, column, _, words) in enumerate(_IMPOSSIBLE):
        if is_any[number]:
            flag = flags[str(number)]
            problems.append(_problems(lines.filter(flag), code, column, words))
            lines = lines.with_columns(pl.when(~flag).then(column).alias(column))
    return lines, pl.concat(problems)


def _problems(lines: pl.DataFrame, code: str, column: str, words: str) -> pl.DataFrame:
    where = pl.concat_str(
        pl.coalesce(pl.format("claim {}, ", "claim_id"), pl.lit("")),
        pl.coalesce(pl.format("line {}: ", "line_number"), pl.lit("")),
    )
    said = pl.concat_str(where, pl.format(words, column), pl.lit("; the value was left empty."))
    return lines.select(
        pl.col("source_file").alias("file"),
        pl.col("source_row").alias("row"),
        pl.lit(None, pl.String).alias("segment"),
        pl.lit(column).alias("element"),
        pl.col("source_byte_offset").alias("byte_offset"),
        "claim_id",
        "line_number",
        pl.lit("value").alias("level"),
        pl.lit(code).alias("problem_code"),
        said.alias("message"),
        pl.lit("Correct the value and check the file again.").alias("fix"),
    ).select(*PROBLEM)
