"""When a claim was sent, and by when its payer wants it."""

from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_known_code
from gaitbelt.language.fact import CLAIM, fact, frame_fact
from gaitbelt.language.words import code_fact, policy

MONDAY, THURSDAY, SATURDAY = 0, 3, 5


@fact(per=CLAIM)
def first_date_of_claim() -> pl.Expr:
    """The first date of service of the claim."""
    return pl.col("date_of_service").min()


@fact(per=CLAIM)
def last_date_of_claim() -> pl.Expr:
    """The last date of service of the claim."""
    return pl.col("date_of_service").max()


@fact(per=CLAIM)
def submission_date() -> pl.Expr:
    """The day the claim was, or is to be, sent."""
    return pl.col("submitted_on").max()


@fact(on=CLAIM, stands_for="setting")
def filing_clock_date() -> pl.Expr:
    """From which date the filing limit runs: a facility's claim from its last, others' first."""
    setting = pl.col("setting")
    is_one_day = first_date_of_claim == last_date_of_claim
    return (
        pl.when(is_one_day | (setting == "practitioner"))
        .then(first_date_of_claim)
        .when(setting.is_not_null())
        .then(last_date_of_claim)
    )


def _published(name: str) -> pl.Expr:
    """Return the payer's published count; 0 where it has published none."""
    return pl.when(pl.col("payer").is_not_null()).then(policy(name).fill_null(0))


@fact(on=CLAIM, stands_for="payer")
def filing_months() -> pl.Expr:
    """Months in which the payer wants a claim; 0 where it publishes none."""
    return _published("timely_filing_months")


@fact(on=CLAIM, stands_for="payer")
def filing_days() -> pl.Expr:
    """Days in which the payer wants a claim; 0 where it publishes none."""
    return _published("timely_filing_days")


@fact(on=CLAIM, stands_for="payer")
def longest_filing_days() -> pl.Expr:
    """Days that the payer gives by some contracts or plans; 0 where all have one limit."""
    return _published("timely_filing_longest_days")


@fact(on=CLAIM, stands_for="payer")
def longest_filing_months() -> pl.Expr:
    """Months that the payer gives by some contracts or plans; 0 where all have one limit."""
    return _published("timely_filing_longest_months")


@fact(on=CLAIM, stands_for="payer")
def is_filing_moved_to_workday() -> pl.Expr:
    """Whether a limit that ends on a weekend or federal holiday ends on the next workday."""
    moved = policy("timely_filing_moves_to_workday").fill_null(value=False)
    return pl.when(pl.col("payer").is_not_null()).then(moved)


@fact(on=CLAIM)
def has_filing_limit() -> pl.Expr:
    """Whether the payer has published by when it wants a claim."""
    return (filing_months > 0) | (filing_days > 0)


@frame_fact(
    per=CLAIM,
    reads=(
        "filing_clock_date",
        "filing_months",
        "filing_days",
        "longest_filing_days",
        "longest_filing_months",
        "is_filing_moved_to_workday",
    ),
    produces={"filing_deadline": pl.Date(), "last_filing_deadline": pl.Date()},
    only_where="has_filing_limit",
)
def _deadlines(claims: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The last day in time: by the payer's usual limit, and by the longest of its contracts."""
    limits = claims.select(
        _later("filing_months", "filing_days").alias("own"),
        _later("longest_filing_months", "longest_filing_days").alias("longest"),
        "is_filing_moved_to_workday",
    ).with_columns(last=pl.max_horizontal("own", "longest"))
    moved = limits["is_filing_moved_to_workday"].fill_null(value=False)
    return pl.DataFrame(
        {
            name: _on_workdays(limits[made], moved)
            for name, made in (("filing_deadline", "own"), ("last_filing_deadline", "last"))
        }
    )


filing_deadline, last_filing_deadline = _deadlines


def _later(months: str, days: str) -> pl.Expr:
    """Return the clock's date and so many months or days; empty where both are 0."""
    clock = pl.col("filing_clock_date")
    by_month = clock.dt.offset_by(pl.format("{}mo", pl.col(months)))
    by_day = clock + pl.duration(days=pl.col(days))
    return pl.when(pl.col(months) > 0).then(by_month).when(pl.col(days) > 0).then(by_day)


def _on_workdays(deadlines: pl.Series, is_moved: pl.Series) -> pl.Series:
    """Return deadlines, those that move on the workday they fall on or the next one."""
    if not is_moved.any() or deadlines.null_count() == deadlines.len():
        return deadlines
    days = deadlines.to_physical().fill_null(0).to_numpy().astype("datetime64[D]")
    moved = np.busday_offset(days, 0, roll="forward", holidays=_federal_holidays(days))
    workdays = pl.Series(moved).cast(pl.Date)
    return deadlines.zip_with(~is_moved | deadlines.is_null(), workdays)


def _federal_holidays(days: NDArray[np.datetime64]) -> list[date]:
    """Return the federal holidays of the years of the days, as they are observed."""
    years = range(
        int(days.min().astype("datetime64[Y]").astype(int)) + 1970,
        int(days.max().astype("datetime64[Y]").astype(int)) + 1972,
    )
    return [day for year in years for day in federal_holidays(year)]


def federal_holidays(year: int) -> list[date]:
    """Return the holidays of 5 U.S.C. § 6103 in a year, as they are observed; from memory.

    One on a Saturday is observed the Friday before, one on a Sunday the Monday after.
    """
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= 2021:  # noqa: PLR2004 (Juneteenth became a holiday)
        fixed.append(date(year, 6, 19))
    mondays = ((1, 15), (2, 15), (5, 25), (9, 1), (10, 8))
    moving = [_on_or_after(date(year, month, day), MONDAY) for month, day in mondays]
    thanksgiving = _on_or_after(date(year, 11, 22), THURSDAY)
    return sorted([*map(_observed, fixed), *moving, thanksgiving])


def _on_or_after(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _observed(day: date) -> date:
    return day + timedelta(days={SATURDAY: -1, SATURDAY + 1: 1}.get(day.weekday(), 0))


@fact(on=CLAIM, stands_for="contract with the payer")
def is_filing_limit_of_contract() -> pl.Expr:
    """No where the payer has one limit for all; empty where the contract decides."""
    is_one = (filing_deadline == last_filing_deadline).fill_null(value=True)
    return pl.when(is_one).then(statement=False)


@fact(on=CLAIM)
def filing_limit_in_words() -> pl.Expr:
    """By when the payer wants the claim, in words."""
    day, last = (each.cast(pl.String) for each in (filing_deadline, last_filing_deadline))
    return (
        pl.when(filing_deadline == last_filing_deadline)
        .then(pl.format("by {}", day))
        .otherwise(pl.format("by {}, or by {} where the contract says so", day, last))
    )


@fact()
def is_span_of_days() -> pl.Expr:
    """Whether one line covers several days."""
    last = pl.col("date_of_service_through")
    return last.is_not_null() & (last != pl.col("date_of_service"))


@fact(stands_for="hcpcs_code")
def is_given_over_days() -> pl.Expr:
    """Whether the code stands for more than a day: remote monitoring, or a week of messages."""
    kind = code_fact("service_kind").is_in(["remote_monitoring", "e_visit"])
    is_long = kind.fill_null(value=False)
    return pl.when(is_known_code).then(is_long).when(~is_known_code).then(statement=False)
