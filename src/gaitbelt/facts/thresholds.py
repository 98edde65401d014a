"""Therapy amounts that add up over a calendar year, where the payer has a KX threshold."""

import polars as pl

from gaitbelt.facts.codes import is_always_therapy
from gaitbelt.language.fact import PATIENT, fact, frame_fact
from gaitbelt.language.words import policy
from gaitbelt.tables.service_line import MONEY

PATIENT_GROUP = f"group:{PATIENT}"
WITHIN_DAY = ("claim_order", "line_order", "hcpcs_code", "allowed_amount")
DAYS = 2**20
"""More days than any date counts since 1970, so that a bucket and a date make one number."""


@fact()
def kx_threshold() -> pl.Expr:
    """The year's KX threshold of the line's bucket: PT with SLP, or OT."""
    discipline = pl.col("line_discipline")
    return (
        pl.when(discipline == "OT")
        .then(policy("kx_threshold_ot"))
        .when(discipline.is_in(["PT", "SLP"]))
        .then(policy("kx_threshold_pt_slp"))
    )


@fact()
def is_therapy_line() -> pl.Expr:
    """Whether the line is therapy: a discipline is known, or the code is always therapy."""
    return pl.col("line_discipline").is_not_null() | is_always_therapy


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "date_of_service",
        "line_discipline",
        "kx_threshold",
        "allowed_amount",
        "claim_order",
        "line_order",
        "hcpcs_code",
        "is_placed",
    ),
    produces=("allowed_year_to_date", "allowed_through_date", "is_allowed_complete"),
)
def _allowed(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Allowed amounts of the year and bucket up to the line and its date, and if all are known."""
    is_ot = (pl.col("line_discipline") == "OT").cast(pl.Int64)
    bucket = pl.col(PATIENT_GROUP).cast(pl.Int64) * 2 + is_ot
    counted = (
        lines.with_row_index("row")
        .filter(pl.col("is_placed") & pl.col("kx_threshold").is_not_null())
        .select(
            "row",
            *WITHIN_DAY,
            bucket=bucket,
            year=pl.col("date_of_service").dt.year(),
            day=bucket * DAYS + pl.col("date_of_service").cast(pl.Int32),
        )
    )
    summed = _summed(_in_order(counted))
    rows = lines.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    return rows.join(summed, on="row", how="left", maintain_order="left").drop("row")


def _in_order(counted: pl.DataFrame) -> pl.DataFrame:
    """Put lines in order of bucket and date, and within a date by claim and line.

    Most files are in that order within a date, so only the dates that are not are sorted
    by text.
    """
    by_day = counted.sort("day", maintain_order=True)
    claim, line, day = pl.col("claim_order"), pl.col("line_order"), pl.col("day")
    is_next = (claim > claim.shift()) | ((claim == claim.shift()) & (line > line.shift()))
    tangled = by_day.filter((day == day.shift()) & ~is_next)["day"].unique()
    if tangled.is_empty():
        return by_day
    is_tangled = day.is_in(tangled.implode())
    sorted_days = by_day.filter(is_tangled).sort("day", *WITHIN_DAY)
    return pl.concat([by_day.filter(~is_tangled), sorted_days]).sort("day", maintain_order=True)


def _summed(ordered: pl.DataFrame) -> pl.DataFrame:
    """Add up the amounts of lines that stand in order, by ``row``."""
    bucket, year, day = pl.col("bucket"), pl.col("year"), pl.col("day")
    starts = (bucket.ne_missing(bucket.shift())) | (year.ne_missing(year.shift()))
    ends_day = day.ne_missing(day.shift(-1))
    amount = pl.col("allowed_amount").fill_null(0).cast(pl.Decimal(18, 2))
    is_missing = pl.col("allowed_amount").is_null().cast(pl.Int64)

    def within_year(value: pl.Expr) -> pl.Expr:
        so_far = value.cum_sum()
        return so_far - pl.when(starts).then(so_far - value).forward_fill()

    def of_day(value: pl.Expr) -> pl.Expr:
        return pl.when(ends_day).then(value).backward_fill()

    to_line = within_year(amount).cast(MONEY)
    return ordered.select(
        "row",
        allowed_year_to_date=to_line,
        allowed_through_date=of_day(to_line),
        is_allowed_complete=of_day(within_year(is_missing) == 0),
    )


allowed_year_to_date, allowed_through_date, is_allowed_complete = _allowed
