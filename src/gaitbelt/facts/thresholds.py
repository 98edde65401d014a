"""Therapy amounts that add up over a calendar year, where the payer has a KX threshold."""

import polars as pl

from gaitbelt.facts.codes import is_always_therapy
from gaitbelt.language.fact import PATIENT, fact
from gaitbelt.language.words import policy
from gaitbelt.tables.service_line import MONEY

PATIENT_GROUP = f"group:{PATIENT}"
YEAR_AND_BUCKET = (
    pl.col(PATIENT_GROUP),
    pl.col("line_discipline") == "OT",
    pl.col("date_of_service").dt.year(),
)
"""PT with SLP is one bucket, OT the other; each starts again with the calendar year."""

IN_ORDER = ["date_of_service", "claim_order", "line_order", "hcpcs_code", "allowed_amount"]
"""How lines follow each other, so that their order in a file does not matter."""


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


@fact()
def is_counted_to_threshold() -> pl.Expr:
    """Whether the line counts towards a threshold: a person, a date, and a threshold held."""
    return pl.col("is_placed") & kx_threshold.is_not_null()


def _so_far(value: pl.Expr) -> pl.Expr:
    """Add up a value over the lines of a patient's year and bucket up to each line."""
    return value.cum_sum().over(*YEAR_AND_BUCKET, order_by=IN_ORDER)


def _by_evening(value: pl.Expr) -> pl.Expr:
    """Return the value of the last line of each date in a patient's year and bucket."""
    return value.last().over(*YEAR_AND_BUCKET, "date_of_service", order_by=IN_ORDER)


@fact()
def allowed_year_to_date() -> pl.Expr:
    """Allowed amounts of the year and bucket up to the line, as far as they are known."""
    counted = pl.when(is_counted_to_threshold).then("allowed_amount").fill_null(0)
    so_far = _so_far(counted.cast(pl.Decimal(18, 2))).cast(MONEY)
    return pl.when(is_counted_to_threshold).then(so_far)


@fact()
def unknown_year_to_date() -> pl.Expr:
    """Lines of the year and bucket up to this one whose allowed amount is missing."""
    is_missing = is_counted_to_threshold & pl.col("allowed_amount").is_null()
    return _so_far(is_missing.cast(pl.Int64))


@fact()
def allowed_through_date() -> pl.Expr:
    """Allowed amounts of the year and bucket up to the end of the line's date."""
    return pl.when(is_counted_to_threshold).then(_by_evening(allowed_year_to_date))


@fact()
def is_allowed_complete() -> pl.Expr:
    """Whether all allowed amounts of the year and bucket are known up to the line's date."""
    return pl.when(is_counted_to_threshold).then(_by_evening(unknown_year_to_date) == 0)
