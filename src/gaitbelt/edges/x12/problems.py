"""Problems of a professional claim file, in words: what, where, why, what to do."""

from dataclasses import dataclass

import polars as pl

from gaitbelt.tables.problem import PROBLEM

CORRECT_LINE = "Correct the line and read the file again"
CORRECT_CLAIM = "Correct the claim and read the file again"


def with_commas(number: pl.Expr) -> pl.Expr:
    """Return a number as text with its thousands parted by commas."""
    backwards = number.cast(pl.String).str.reverse()
    return backwards.str.replace_all(r"(\d{3})", "${1},").str.reverse().str.strip_prefix(",")


def claim_named() -> pl.Expr:
    """Return how a message names the claim of a row."""
    return (
        pl.when(pl.col("claim_id").is_null())
        .then(pl.format("the claim at segment {}", with_commas(pl.col("claim_row"))))
        .otherwise(pl.format("claim {}", pl.col("claim_id")))
    )


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem: its code, where it stands, how much is lost and what to do."""

    code: str
    level: str
    element: str
    fix: str = CORRECT_LINE

    @property
    def segment(self) -> str:
        """Return the segment of the element: SV1 of SV102."""
        return self.element[:3]


def line_problems(lines: pl.DataFrame, wrong: pl.Expr, kind: Kind, what: pl.Expr) -> pl.DataFrame:
    """Return one problem for each line where ``wrong`` is true.

    ``lines`` has claim_id, claim_row, line_number and, for the segment named, its number
    and offset as ``<segment>_row`` and ``<segment>_offset``; where that segment is absent
    the line's own are used.
    """
    found = lines.filter(wrong.fill_null(value=False))
    if found.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    name = kind.segment.lower()
    found = found.with_columns(
        row=pl.coalesce(f"{name}_row", "source_row"),
        byte_offset=pl.coalesce(f"{name}_offset", "source_byte_offset"),
    )
    where = _place("2400", kind)
    named = pl.format("{}, line {}: ", claim_named(), pl.col("line_number"))
    return problem_rows(found, kind, pl.concat_str(named, what, where))


def claim_problems(claims: pl.DataFrame, wrong: pl.Expr, kind: Kind, what: pl.Expr) -> pl.DataFrame:
    """Return one problem for each claim where ``wrong`` is true."""
    found = claims.filter(wrong.fill_null(value=False))
    if found.is_empty():
        return pl.DataFrame(schema=PROBLEM)
    found = found.with_columns(
        row="source_row", byte_offset="source_byte_offset", line_number=pl.lit(None, pl.Int64)
    )
    message = pl.concat_str(claim_named(), pl.lit(": "), what, _place("2300", kind))
    return problem_rows(found, kind, message)


def _place(loop: str, kind: Kind) -> pl.Expr:
    return pl.format(
        f" (837 loop {loop}, {kind.element}, byte {{}}).", with_commas(pl.col("byte_offset"))
    )


def problem_rows(found: pl.DataFrame, kind: Kind, message: pl.Expr) -> pl.DataFrame:
    """Return rows of row, byte_offset, claim_id and line_number as problems of a kind."""
    return found.select(
        file=pl.lit(None, pl.String),
        row="row",
        segment=pl.lit(kind.segment),
        element=pl.lit(kind.element),
        byte_offset="byte_offset",
        claim_id="claim_id",
        line_number="line_number",
        level=pl.lit(kind.level),
        problem_code=pl.lit(kind.code),
        message=message,
        fix=pl.lit(kind.fix),
    ).cast(PROBLEM)  # type: ignore[arg-type]  # polars types the mapping by class only


def notes(rows: pl.DataFrame, *, code: str, fix: str, level: str = "note") -> pl.DataFrame:
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
    is_named = pl.col("message").str.starts_with(file_name)
    first = pl.col("message").str.slice(0, 1)
    first = pl.when(is_named).then(first).otherwise(first.str.to_uppercase())
    return problems.with_columns(
        file=pl.lit(file_name),
        fix=complete,
        message=pl.when(pl.col("claim_id").is_not_null())
        .then("message")
        .otherwise(pl.concat_str(first, pl.col("message").str.slice(1))),
    ).sort(
        "row", "byte_offset", "line_number", "problem_code", nulls_last=False, maintain_order=True
    )
