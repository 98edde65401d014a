"""Problems of a professional claim file, in words: what, where, why, what to do."""

import polars as pl

from gaitbelt.tables.problem import PROBLEM

CORRECT_LINE = "Correct the line and read the file again"
CORRECT_CLAIM = "Correct the claim and read the file again"


def with_commas(number: pl.Expr) -> pl.Expr:
    """Return a number as text with its thousands parted by commas."""
    backwards = number.cast(pl.String).str.reverse()
    return (
        backwards.str.replace_all(r"(\d{3})", "${1},").str.reverse().str.strip_prefix(",")
    )


def claim_named() -> pl.Expr:
    """Return how a message names the claim of a row."""
    return pl.when(pl.col("claim_id").is_null()).then(
        pl.format("the claim at segment {}", with_commas(pl.col("claim_row")))
    ).otherwise(pl.format("claim {}", pl.col("claim_id")))


def line_problems(
    lines: pl.DataFrame,
    wrong: pl.Expr,
    *,
    code: str,
    level: str,
    segment: str,
    element: str,
    what: pl.Expr,
    fix: str = CORRECT_LINE,
) -> pl.DataFrame:
    """Return one problem for each line where ``wrong`` is true.

    ``lines`` has claim_id, claim_row, line_number and, for the segment named, its number
    and offset as ``<segment>_row`` and ``<segment>_offset``; where that segment is absent
    the line's own are used.
    """
    found = lines.filter(wrong.fill_null(value=False))
    if found.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    name = segment.lower()
    row, offset = pl.col("source_row"), pl.col("source_byte_offset")
    if f"{name}_row" in found.columns:
        row, offset = pl.coalesce(f"{name}_row", row), pl.coalesce(f"{name}_offset", offset)
    where = pl.format(
        " (837 loop 2400, {}, byte {}).", pl.lit(element), with_commas(offset)
    )
    named = pl.format("{}, line {}: ", claim_named(), pl.col("line_number"))
    return _rows(found, row, offset, segment, element, level, code,
                 pl.concat_str(named, what, where), fix)


def claim_problems(
    claims: pl.DataFrame,
    wrong: pl.Expr,
    *,
    code: str,
    level: str,
    element: str,
    what: pl.Expr,
    fix: str = CORRECT_CLAIM,
) -> pl.DataFrame:
    """Return one problem for each claim where ``wrong`` is true."""
    found = claims.filter(wrong.fill_null(value=False))
    if found.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    offset = pl.col("source_byte_offset")
    where = pl.format(
        " (837 loop 2300, {}, byte {}).", pl.lit(element), with_commas(offset)
    )
    message = pl.concat_str(claim_named(), pl.lit(": "), what, where)
    return _rows(found.with_columns(line_number=pl.lit(None, pl.Int64)), pl.col("source_row"),
                 offset, "CLM", element, level, code, message, fix)


def _rows(
    found: pl.DataFrame, row: pl.Expr, offset: pl.Expr, segment: str, element: str,
    level: str, code: str, message: pl.Expr, fix: str,
) -> pl.DataFrame:  # fmt: skip
    return found.select(
        file=pl.lit(None, pl.String),
        row=row,
        segment=pl.lit(segment),
        element=pl.lit(element),
        byte_offset=offset,
        claim_id="claim_id",
        line_number="line_number",
        level=pl.lit(level),
        problem_code=pl.lit(code),
        message=message,
        fix=pl.lit(fix),
    ).cast(PROBLEM)  # type: ignore[arg-type]  # polars types the mapping by class only


def notes(
    rows: pl.DataFrame, *, code: str, fix: str, level: str = "note"
) -> pl.DataFrame:
    """Return problems about the file's frame from rows of segment, number, offset, message."""
    return rows.select(
        file=pl.lit(None, pl.String),
        row="number",
        segment="segment",
        element=pl.lit(None, pl.String),
        byte_offset="offset",
        claim_id=pl.lit(None, pl.String),
        line_number=pl.lit(None, pl.Int64),
        level=pl.lit(level),
        problem_code=pl.lit(code),
        message="message",
        fix=pl.lit(fix),
    ).cast(PROBLEM)  # type: ignore[arg-type]  # polars types the mapping by class only


def finished(problems: pl.DataFrame, file_name: str, claims_read: int | None) -> pl.DataFrame:
    """Return the problems in file order, with the file named and the fix completed.

    A problem of one claim says how many other claims were read, where that is known.
    """
    of_claim = pl.col("level").is_in(["claim", "row", "value"])
    was_read = pl.col("level").is_in(["row", "value"]).cast(pl.Int64)
    ending = pl.lit(".")
    if claims_read is not None:
        others = pl.lit(claims_read) - was_read
        ending = (
            pl.when(others == 1)
            .then(pl.lit("; 1 other claim was read."))
            .otherwise(pl.format("; {} other claims were read.", with_commas(others)))
        )
    complete = pl.when(of_claim).then(pl.concat_str(pl.col("fix"), ending)).otherwise("fix")
    first = pl.col("message").str.slice(0, 1).str.to_uppercase()
    return problems.with_columns(
        file=pl.lit(file_name),
        fix=complete,
        message=pl.when(pl.col("claim_id").is_not_null())
        .then("message")
        .otherwise(pl.concat_str(first, pl.col("message").str.slice(1))),
    ).sort("row", "byte_offset", "line_number", "problem_code", nulls_last=False)
