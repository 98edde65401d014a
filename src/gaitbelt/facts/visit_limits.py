"""How many units and visits a payer or a plan covers, and how many there have been."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_evaluation, is_reevaluation
from gaitbelt.facts.minutes import unit_count
from gaitbelt.language.fact import (
    DATE_OF_SERVICE,
    PATIENT,
    PROVIDER_DATE,
    fact,
    frame_fact,
)
from gaitbelt.language.words import any_of, code_fact, policy, total

PATIENT_GROUP = f"group:{PATIENT}"
TREATMENT_KINDS = ("modality", "procedure", "group")
NO_VISIT_KINDS = ("e_visit", "virtual", "phone", "remote_monitoring")
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

relative_value = pl.col("schedule_relative_value")


@fact(stands_for="hcpcs_code")
def is_therapy_procedure() -> pl.Expr:
    """Whether the code is a modality or a treatment; no where the registry lacks it."""
    return code_fact("service_kind").is_in(list(TREATMENT_KINDS)).fill_null(value=False)


@fact(stands_for="hcpcs_code")
def is_visit() -> pl.Expr:
    """Whether the line is of a visit; no for a message, a call or a device."""
    return ~code_fact("service_kind").is_in(list(NO_VISIT_KINDS)).fill_null(value=False)


@fact(per=DATE_OF_SERVICE)
def has_visit_on_date() -> pl.Expr:
    """Whether the date has a line of a visit."""
    return any_of(is_visit)


@fact(stands_for="hcpcs_code")
def is_evaluation_or_reevaluation() -> pl.Expr:
    """Whether the code is an evaluation or a re-evaluation."""
    return is_evaluation | is_reevaluation


@fact()
def timed_unit_limit() -> pl.Expr:
    """Timed units that the payer allows on one date; empty where it publishes no limit."""
    return policy("max_timed_units_per_date")


@fact()
def provider_unit_limit() -> pl.Expr:
    """Units that the payer allows one provider on one date; empty where none is published."""
    return policy("max_units_per_provider_date")


@fact(per=PROVIDER_DATE)
def treatment_units_of_provider() -> pl.Expr:
    """Units of modalities and treatments that one provider gave the patient on the date."""
    return total(pl.when(is_therapy_procedure).then(unit_count).otherwise(0))


@fact()
def code_unit_limit() -> pl.Expr:
    """Units of the code that the payer allows on one date; empty where none is published."""
    of_code = pl.format(r"\b{}:(\d+)", pl.col("hcpcs_code"))
    return policy("max_units_by_code").str.extract(of_code).cast(pl.Int64)


@fact(per=DATE_OF_SERVICE)
def plan_visit_limit_on_date() -> pl.Expr:
    """Visits that the plan covers in a benefit year; empty where it sets no number."""
    return pl.col("plan_visit_limit").min()


@fact()
def shared_disciplines() -> pl.Expr:
    """The disciplines that share the line's visit limit, joined by spaces."""
    return pl.col("visit_limit_disciplines").list.join(" ")


@fact(per=DATE_OF_SERVICE)
def shared_disciplines_on_date() -> pl.Expr:
    """The disciplines that share the visit limit, joined by spaces; empty for one alone."""
    return shared_disciplines.max()


@fact(per=DATE_OF_SERVICE)
def benefit_year_on_date() -> pl.Expr:
    """The first day of a benefit year of the plan; empty for 1 January."""
    return pl.col("benefit_year_starts_on").max()


@fact(on=DATE_OF_SERVICE)
def has_plan_visit_limit() -> pl.Expr:
    """Whether the plan covers a number of visits in a benefit year."""
    return plan_visit_limit_on_date.is_not_null()


@frame_fact(
    per=DATE_OF_SERVICE,
    reads=(
        PATIENT_GROUP,
        "payer",
        "line_discipline",
        "date_of_service",
        "shared_disciplines_on_date",
        "benefit_year_on_date",
        "has_plan_visit_limit",
        "has_visit_on_date",
    ),
    produces={"visit_of_benefit_year": pl.Int64()},
    only_where="has_plan_visit_limit",
)
def _benefit_years(dates: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Which visit of the plan's benefit year the date is, over all that share the limit."""
    day, start = pl.col("date_of_service"), pl.col("benefit_year_on_date")
    month_and_day = start.dt.month().cast(pl.Int32) * 100 + start.dt.day()
    is_before = (day.dt.month().cast(pl.Int32) * 100 + day.dt.day()) < month_and_day
    year = day.dt.year() - is_before.fill_null(value=False).cast(pl.Int32)
    shared = pl.col("shared_disciplines_on_date").str.split(" ").list.sort().list.join(" ")
    own = pl.col("line_discipline").str.to_lowercase()
    alike = (year, pl.coalesce(shared, own), month_and_day)
    number = visits_so_far(dates, dates["has_visit_on_date"], *alike)
    return pl.DataFrame({"visit_of_benefit_year": number})


(visit_of_benefit_year,) = _benefit_years


@fact()
def visits_free_of_authorization() -> pl.Expr:
    """Visits of a year for which the payer wants no authorization; empty if not published."""
    discipline = pl.col("line_discipline")
    return (
        pl.when(discipline == "PT")
        .then(policy("visits_before_authorization_pt"))
        .when(discipline == "OT")
        .then(policy("visits_before_authorization_ot"))
    )


@fact()
def has_visits_free_of_authorization() -> pl.Expr:
    """Whether the payer publishes how many visits of a year need no authorization."""
    return visits_free_of_authorization.is_not_null()


@frame_fact(
    per=DATE_OF_SERVICE,
    reads=(
        PATIENT_GROUP,
        "payer",
        "line_discipline",
        "date_of_service",
        "has_visits_free_of_authorization",
        "has_visit_on_date",
    ),
    produces={"visit_of_calendar_year": pl.Int64()},
    only_where="has_visits_free_of_authorization",
)
def _calendar_years(dates: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Which visit of the calendar year the date is, for the discipline."""
    year, discipline = pl.col("date_of_service").dt.year(), pl.col("line_discipline")
    number = visits_so_far(dates, dates["has_visit_on_date"], year, discipline)
    return pl.DataFrame({"visit_of_calendar_year": number})


(visit_of_calendar_year,) = _calendar_years


@fact()
def injury_visit_limit() -> pl.Expr:
    """Visits to which one injury entitles, by the state; empty where none is published."""
    return policy("visit_limit_per_injury")


@fact()
def injury_limit_begins_on() -> pl.Expr:
    """The first day of injury that the state's limit on visits applies to."""
    return policy("visit_limit_injuries_from").str.to_date("%Y-%m-%d")


@fact(per=DATE_OF_SERVICE)
def injury_date_on_date() -> pl.Expr:
    """The day of the injury that the date's lines are for."""
    return pl.col("injury_date").max()


@fact()
def has_injury_visit_limit() -> pl.Expr:
    """Whether the state limits the visits for one injury."""
    return injury_visit_limit.is_not_null()


@frame_fact(
    per=DATE_OF_SERVICE,
    reads=(
        PATIENT_GROUP,
        "payer",
        "line_discipline",
        "date_of_service",
        "injury_date_on_date",
        "has_injury_visit_limit",
        "has_visit_on_date",
    ),
    produces={"visit_for_injury": pl.Int64()},
    only_where="has_injury_visit_limit",
)
def _injuries(dates: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Which visit for the injury the date is, for the discipline."""
    injury, discipline = pl.col("injury_date_on_date"), pl.col("line_discipline")
    came = dates["has_visit_on_date"]
    number = visits_so_far(dates, came, injury.to_physical(), discipline)
    is_known = dates["injury_date_on_date"].is_not_null()
    return pl.DataFrame({"number": number, "is_known": is_known}).select(
        visit_for_injury=pl.when("is_known").then("number")
    )


(visit_for_injury,) = _injuries


@fact()
def has_evaluation_interval() -> pl.Expr:
    """Whether the payer pays an evaluation once in an interval, and the line is one."""
    return (policy("evaluation_interval_days").is_not_null() & is_evaluation).fill_null(value=False)


@fact()
def evaluation_interval() -> pl.Expr:
    """Days from one evaluation to the next that the payer pays."""
    return policy("evaluation_interval_days")


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "payer",
        "line_discipline",
        "date_of_service",
        "is_placed",
        "has_evaluation_interval",
    ),
    produces={"days_since_any_evaluation": pl.Int64()},
    only_where="has_evaluation_interval",
    fewest=2,
)
def _intervals(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Days since the patient's last earlier evaluation of the discipline, whoever gave it."""
    same = [PATIENT_GROUP, "payer", "line_discipline"]
    rows = lines.with_row_index("row").with_columns(pl.col(same[1:]).fill_null(""))
    shown = rows.filter("has_evaluation_interval", "is_placed")
    days = shown.select(*same, "date_of_service").unique().sort(*same, "date_of_service")
    before = pl.col("date_of_service").shift().over(same)
    gaps = days.with_columns(
        days_since_any_evaluation=(pl.col("date_of_service") - before).dt.total_days()
    )
    found = shown.join(gaps, on=[*same, "date_of_service"], how="left").select(
        "row", "days_since_any_evaluation"
    )
    return rows.select("row").join(found, on="row", how="left", maintain_order="left").drop("row")


(days_since_any_evaluation,) = _intervals


@fact()
def is_evaluation_unpaid_beside_treatment() -> pl.Expr:
    """Whether the payer pays no evaluation on a date with treatment of its discipline."""
    return ~policy("evaluation_paid_beside_treatment").fill_null(value=True)


@fact(per=DATE_OF_SERVICE)
def has_therapy_procedure_on_date() -> pl.Expr:
    """Whether the date has a modality or treatment of the discipline."""
    return any_of(is_therapy_procedure)


@fact(per=DATE_OF_SERVICE)
def has_reevaluation_on_date() -> pl.Expr:
    """Whether the date has a re-evaluation of the discipline."""
    return any_of(is_reevaluation)


@fact(per=DATE_OF_SERVICE)
def relative_values_on_date() -> pl.Expr:
    """Relative values of the date's lines in the payer's own schedule."""
    return total(relative_value)


@fact()
def has_daily_value_cap() -> pl.Expr:
    """Whether the payer's schedule pays no more than a number of relative values a day."""
    return policy("daily_value_cap").is_not_null()


@fact(on=DATE_OF_SERVICE)
def daily_value_cap() -> pl.Expr:
    """Relative values that the schedule pays that day, more with an evaluation."""
    has_evaluation = pl.col("has_evaluation_on_date")
    return (
        pl.when(has_evaluation)
        .then(policy("daily_value_cap_with_evaluation"))
        .when(has_reevaluation_on_date)
        .then(policy("daily_value_cap_with_reevaluation"))
        .otherwise(policy("daily_value_cap"))
    )


def visits_so_far(rows: pl.DataFrame, is_of_visit: pl.Series, *same: pl.Expr) -> pl.Series:
    """Return how many dates with a visit each row's patient and payer have had, alike in ``same``.

    The row's own date is counted, each date once; 0 where the own date has no visit, null
    where a row has no date.
    """
    key, day = keys_and_days(rows, *same)
    came = is_of_visit.fill_null(value=True).to_numpy()
    order = np.lexsort((~came, day, key))
    is_new, came = changes(key[order]) | changes(day[order]), came[order]
    starts = np.flatnonzero(is_new)
    has_visit = np.repeat(came[starts], np.diff(np.append(starts, came.size)))
    so_far = _within((is_new & came).astype(np.int64), changes(key[order]))
    number = np.empty_like(day)
    number[order] = np.where(has_visit, so_far, 0)
    return pl.select(pl.when(rows["date_of_service"].is_not_null()).then(number)).to_series()


def through_date(rows: pl.DataFrame, amount: Ints, *same: pl.Expr) -> pl.Series:
    """Return the sum of amounts through each row's date, over rows alike in ``same``.

    Patient and payer are alike too; null where a row has no date.
    """
    key, day = keys_and_days(rows, *same)
    order = np.lexsort((day, key))
    is_new_key = changes(key[order])
    so_far = _within(amount[order], is_new_key)
    is_last = np.append((is_new_key | changes(day[order]))[1:], True)
    ends = np.flatnonzero(is_last)
    through = np.empty_like(so_far)
    through[order] = so_far[np.repeat(ends, np.diff(ends, prepend=-1))]
    return pl.select(pl.when(rows["date_of_service"].is_not_null()).then(through)).to_series()


def keys_and_days(rows: pl.DataFrame, *same: pl.Expr) -> tuple[NDArray[np.uint64], Ints]:
    """Return a number for patient, payer and ``same`` of each row, and its date's number."""
    parts = (pl.col(PATIENT_GROUP), pl.col("payer"), *same)
    hashed = [part.hash(seed) for seed, part in enumerate(parts, start=211)]
    key = hashed[0]
    for each in hashed[1:]:
        key = key ^ each
    day = pl.col("date_of_service").to_physical().cast(pl.Int64).fill_null(0)
    made = rows.select(key=key, day=day)
    return made["key"].to_numpy(), made["day"].to_numpy()


def changes(value: NDArray[np.int64] | NDArray[np.uint64]) -> Flags:
    """Return where a value differs from the one before; the first always does."""
    is_new = np.ones(value.size, dtype=np.bool_)
    np.not_equal(value[1:], value[:-1], out=is_new[1:])
    return is_new


def _within(value: Ints, is_start: Flags) -> Ints:
    """Add values up from each start on."""
    so_far = np.cumsum(value)
    starts = np.flatnonzero(is_start)
    before = so_far[starts] - value[starts]
    return so_far - np.repeat(before, np.diff(np.append(starts, value.size)))
