"""Therapy amounts that add up over a calendar year, where the payer has a KX threshold."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_always_therapy
from gaitbelt.language.fact import PATIENT, fact, frame_fact
from gaitbelt.language.money import dollars_expr, whole_cents_expr
from gaitbelt.language.words import policy

PATIENT_GROUP = f"group:{PATIENT}"
WITHIN_DAY = ("claim_order", "line_order", "hcpcs_code", "allowed_amount")
YEARS, DAYS = 10_000, 2**22
"""More years and days than dates have, so that a bucket and a date make one number."""

Ints = NDArray[np.int64]


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
    return pl.col("line_discipline").is_in(["PT", "OT", "SLP"]).fill_null(value=False) | (
        is_always_therapy
    )


@fact()
def is_counted_to_threshold() -> pl.Expr:
    """Whether the line counts towards a threshold: a person, a date, and a threshold held."""
    return pl.col("is_placed") & kx_threshold.is_not_null()


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "date_of_service",
        "line_discipline",
        "is_counted_to_threshold",
        "allowed_amount",
        "claim_order",
        "line_order",
        "hcpcs_code",
    ),
    produces=("allowed_year_to_date", "allowed_through_date", "is_allowed_complete"),
)
def _allowed(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Allowed amounts of the year and bucket up to the line and its date, and if all are known."""
    counted = lines.select(_COUNTED)
    order = _in_order(counted)
    year, day, amount, missing, is_counted = (
        counted[name].to_numpy()[order] for name in ("year", "day", "amount", "missing", "counted")
    )
    starts = np.flatnonzero(np.diff(year, prepend=year[0] - 1))
    evenings = np.append(np.flatnonzero(np.diff(day)), day.size - 1)
    evening = evenings[np.searchsorted(evenings, np.arange(day.size))]
    to_line = _within(amount, starts)
    unknown = _within(missing, starts)
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    summed = pl.DataFrame(
        {
            "to_line": to_line[back],
            "to_evening": to_line[evening][back],
            "is_complete": (unknown[evening] == 0)[back],
            "is_counted": is_counted[back],
        }
    )
    return summed.select(
        pl.when("is_counted").then(dollars_expr(pl.col("to_line"))).alias("allowed_year_to_date"),
        pl.when("is_counted")
        .then(dollars_expr(pl.col("to_evening")))
        .alias("allowed_through_date"),
        pl.when("is_counted").then("is_complete").alias("is_allowed_complete"),
    )


_BUCKET = pl.col(PATIENT_GROUP).cast(pl.Int64) * 2 + (
    pl.col("line_discipline").eq_missing(pl.lit("OT")).cast(pl.Int64)
)
_DAY = pl.col("date_of_service").cast(pl.Int32).fill_null(0).cast(pl.Int64)
_COUNTED = (
    (_BUCKET * YEARS + pl.col("date_of_service").dt.year().fill_null(0)).alias("year"),
    (_BUCKET * DAYS + _DAY).alias("day"),
    pl.when("is_counted_to_threshold")
    .then(whole_cents_expr(pl.col("allowed_amount")))
    .fill_null(0)
    .alias("amount"),
    (pl.col("is_counted_to_threshold") & pl.col("allowed_amount").is_null())
    .fill_null(value=False)
    .cast(pl.Int64)
    .alias("missing"),
    pl.col("is_counted_to_threshold").fill_null(value=False).alias("counted"),
    "claim_order",
    "line_order",
    "hcpcs_code",
    "allowed_amount",
)


def _in_order(counted: pl.DataFrame) -> Ints:
    """Return the order of bucket and date, and within a date of claim and line.

    Most files are in that order within a date, so only the dates that are not are sorted
    by text.
    """
    day = counted["day"].to_numpy()
    order = np.argsort(day, kind="stable")
    there = counted.select("day", *WITHIN_DAY)[order]
    claim, line, today = pl.col("claim_order"), pl.col("line_order"), pl.col("day")
    is_next = (claim > claim.shift()) | ((claim == claim.shift()) & (line > line.shift()))
    tangled = there.select((today == today.shift()) & ~is_next).to_series()
    if not tangled.any():
        return order
    days = there.filter(tangled)["day"].unique()
    places = np.flatnonzero(there["day"].is_in(days.implode()).to_numpy())
    within = there[places].select(pl.arg_sort_by("day", *WITHIN_DAY)).to_series().to_numpy()
    order[places] = order[places[within]]
    return order


def _within(value: Ints, starts: Ints) -> Ints:
    """Add a value up from each start on."""
    so_far = np.cumsum(value)
    before = so_far[starts] - value[starts]
    return so_far - np.repeat(before, np.diff(np.append(starts, value.size)))


allowed_year_to_date, allowed_through_date, is_allowed_complete = _allowed
