"""Therapy amounts that add up over a calendar year, where the payer has a KX threshold."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_always_therapy
from gaitbelt.language.arrays import numbers
from gaitbelt.language.fact import PATIENT, fact, frame_fact
from gaitbelt.language.money import dollars_expr, whole_cents_expr
from gaitbelt.language.words import policy
from gaitbelt.tables.column import MONEY

PATIENT_GROUP = f"group:{PATIENT}"
WITHIN_DAY = ("claim_order", "line_order", "hcpcs_code", "allowed_amount")
DAYS = 2**23
"""More days than dates have, so that a bucket and a date make one number."""

FEWEST_TEXT_SORTED = 2**8
"""A line number from which on the lines of a claim are put in order as text is."""

OT = "OT"
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def _published_for(disciplines: tuple[str, ...], name: str) -> pl.Expr:
    """Return a published threshold; 0 where it is not published and the line asks another."""
    is_own = pl.col("line_discipline").is_in(list(disciplines)).fill_null(value=False)
    return pl.when(is_own).then(policy(name)).otherwise(policy(name).fill_null(0))


@fact(stands_for="published value of kx_threshold_ot")
def kx_threshold_of_ot() -> pl.Expr:
    """The year's KX threshold of OT."""
    return _published_for(("OT",), "kx_threshold_ot")


@fact(stands_for="published value of kx_threshold_pt_slp")
def kx_threshold_of_pt_slp() -> pl.Expr:
    """The year's KX threshold of PT with SLP."""
    return _published_for(("PT", "SLP"), "kx_threshold_pt_slp")


@fact()
def kx_threshold() -> pl.Expr:
    """The year's KX threshold of the line's bucket: PT with SLP, or OT."""
    discipline = pl.col("line_discipline")
    return (
        pl.when(discipline == "OT")
        .then(kx_threshold_of_ot)
        .when(discipline.is_in(["PT", "SLP"]))
        .then(kx_threshold_of_pt_slp)
    )


@fact()
def targeted_review_threshold() -> pl.Expr:
    """The year's amount above which claims may be chosen for review; the same per bucket."""
    is_of_bucket = pl.col("line_discipline").is_in(["PT", "OT", "SLP"])
    return pl.when(is_of_bucket).then(policy("targeted_review_threshold"))


@fact()
def is_therapy_line() -> pl.Expr:
    """Whether the line is therapy: a discipline is known, or the code is always therapy."""
    return pl.col("line_discipline").is_in(["PT", "OT", "SLP"]).fill_null(value=False) | (
        is_always_therapy
    )


@fact()
def is_counted_to_threshold() -> pl.Expr:
    """Whether the line counts towards a threshold: a person, a date, and a threshold held."""
    is_held = kx_threshold.is_not_null() | targeted_review_threshold.is_not_null()
    return pl.col("is_placed") & is_held


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
    produces={
        "allowed_year_to_date": MONEY,
        "allowed_before_line": MONEY,
        "allowed_through_date": MONEY,
        "is_allowed_complete": pl.Boolean(),
    },
    only_where="is_counted_to_threshold",
)
def _allowed(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Allowed amounts of the year and bucket up to the line and its date, and if all are known."""
    amount, is_missing = lines.select(_AMOUNT)
    is_counted = numbers(lines["is_counted_to_threshold"], default=False)
    date = numbers(lines["date_of_service"].to_physical(), default=0)
    is_ot = numbers(lines["line_discipline"] == OT, default=False)
    bucket = lines[PATIENT_GROUP].to_numpy().astype(np.int64) * 2 + is_ot
    day = bucket * DAYS + (date + DAYS // 2)
    order = _in_order(lines, day)
    day, bucket = day[order], bucket[order]
    year = date[order].astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64)
    starts = np.flatnonzero(_changes(bucket) | _changes(year))
    ends = np.append(np.flatnonzero(_changes(day))[1:], day.size) - 1
    evening = np.repeat(ends, np.diff(ends, prepend=-1))
    own = np.where(is_counted, amount.to_numpy(), 0)[order]
    to_line = _within(own, starts)
    unknown = _within((is_missing.to_numpy() & is_counted)[order].astype(np.int64), starts)
    back = np.empty_like(order)
    back[order] = np.arange(order.size)
    summed = {
        "to_line": to_line[back],
        "before": (to_line - own)[back],
        "to_evening": to_line[evening][back],
        "is_complete": (unknown[evening] == 0)[back],
        "is_counted": is_counted,
    }
    return pl.DataFrame(summed).select(_SUMMED)


_AMOUNT = (
    whole_cents_expr(pl.col("allowed_amount")).fill_null(0).alias("amount"),
    pl.col("allowed_amount").is_null().alias("is_missing"),
)
_SUMMED = [
    pl.when("is_counted").then(made).alias(name)
    for name, made in (
        ("allowed_year_to_date", dollars_expr(pl.col("to_line"))),
        ("allowed_before_line", dollars_expr(pl.col("before"))),
        ("allowed_through_date", dollars_expr(pl.col("to_evening"))),
        ("is_allowed_complete", pl.col("is_complete")),
    )
]


def _in_order(lines: pl.DataFrame, day: Ints) -> Ints:
    """Return the order of bucket and date, and within a date of claim and line.

    Most dates of a patient have one claim, whose lines are put in order by number alone;
    only the dates with more are sorted by text.
    """
    number = np.minimum(numbers(lines["line_order"], default=0), FEWEST_TEXT_SORTED - 1)
    order = np.argsort(day * FEWEST_TEXT_SORTED + np.maximum(number, 0), kind="stable")
    today, line = day[order], number[order]
    claim = lines["claim_order"][order]
    is_same_claim = numbers(claim[1:] == claim[:-1], default=False)
    tangled = ~_changes(today)
    tangled[1:] &= ~(is_same_claim & (line[1:] > line[:-1]))
    if not tangled.any():
        return order
    places = np.flatnonzero(np.isin(today, today[tangled]))
    there = lines[order[places]].select(pl.Series("day", today[places]), *WITHIN_DAY)
    within = there.select(pl.arg_sort_by("day", *WITHIN_DAY)).to_series().to_numpy()
    order[places] = order[places[within]]
    return order


def _changes(value: Ints) -> Flags:
    """Return where a value differs from the one before; the first always does."""
    is_new = np.ones(value.size, dtype=np.bool_)
    np.not_equal(value[1:], value[:-1], out=is_new[1:])
    return is_new


def _within(value: Ints, starts: Ints) -> Ints:
    """Add a value up from each start on."""
    so_far = np.cumsum(value)
    before = so_far[starts] - value[starts]
    return so_far - np.repeat(before, np.diff(np.append(starts, value.size)))


allowed_year_to_date, allowed_before_line, allowed_through_date, is_allowed_complete = _allowed
