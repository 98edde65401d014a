"""What the lines say of services given, or monitored, from afar."""

import polars as pl

from gaitbelt.facts.codes import is_known_code
from gaitbelt.facts.units import base_minutes
from gaitbelt.language.fact import PATIENT, fact, frame_fact
from gaitbelt.language.words import code_fact, policy

PATIENT_GROUP = f"group:{PATIENT}"
CHECK_INS = ("e_visit", "virtual", "phone")
BY_MESSAGE_OR_DEVICE = ("e_visit", "virtual", "remote_monitoring")
NO_END = 2**31
"""More than any minutes or days."""


def _of_known(condition: pl.Expr) -> pl.Expr:
    held = condition.fill_null(value=False)
    return pl.when(is_known_code).then(held).when(~is_known_code).then(statement=False)


@fact(stands_for="hcpcs_code")
def is_first_management_code() -> pl.Expr:
    """Whether the code is the first of a month's remote-monitoring management."""
    return _of_known(code_fact("time_base") == "month_first")


@fact(stands_for="hcpcs_code")
def is_e_visit() -> pl.Expr:
    """Whether the code is an e-visit."""
    return _of_known(code_fact("service_kind") == "e_visit")


@fact(stands_for="hcpcs_code")
def is_check_in() -> pl.Expr:
    """Whether the code is an e-visit, a virtual check-in or a phone assessment."""
    return _of_known(code_fact("service_kind").is_in(CHECK_INS))


@fact(stands_for="hcpcs_code")
def is_never_telehealth() -> pl.Expr:
    """Whether the code is given from afar without being a telehealth service."""
    return _of_known(code_fact("service_kind").is_in(BY_MESSAGE_OR_DEVICE))


@fact(stands_for="hcpcs_code")
def is_caregiver_training() -> pl.Expr:
    """Whether the code is training of a caregiver."""
    return _of_known(code_fact("service_kind") == "caregiver")


@fact(stands_for="hcpcs_code")
def is_minute_band() -> pl.Expr:
    """Whether the code is for a band of minutes."""
    return _of_known(code_fact("time_base") == "minute_band")


@fact(stands_for="hcpcs_code")
def band_from() -> pl.Expr:
    """The fewest minutes or days of the code's band; 0 where it has none."""
    return code_fact("band_from").fill_null(0)


@fact(stands_for="hcpcs_code")
def band_through() -> pl.Expr:
    """The most minutes or days of the code's band; a very large number where it has no end."""
    return code_fact("band_through").fill_null(NO_END)


@fact(stands_for="hcpcs_code")
def has_longer_code() -> pl.Expr:
    """Whether another code takes the minutes above the code's band."""
    return _of_known(code_fact("longer_code").is_not_null())


@fact()
def band_in_words() -> pl.Expr:
    """The code's band, in words."""
    return (
        pl.when(band_through < NO_END)
        .then(pl.format("{} to {}", band_from, band_through))
        .otherwise(pl.format("{} or more", band_from))
    )


@fact()
def band_end_in_words() -> pl.Expr:
    """Where the code's band ends, in words; nothing where it does not."""
    end = pl.format(" and {} at most", band_through)
    return pl.when(band_through < NO_END).then(end).otherwise(pl.lit(""))


@fact()
def full_blocks() -> pl.Expr:
    """How often the minutes fill the code's own; no part of a block counts."""
    return pl.when(base_minutes > 0).then(pl.col("minutes") // base_minutes)


@fact()
def setup_least_days() -> pl.Expr:
    """The fewest days with data for which Medicare takes the set-up of monitoring."""
    return policy("medicare.remote_setup_least_days")


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "payer",
        "date_of_service",
        "is_first_management_code",
        "base_minutes",
        "hcpcs_code",
        "is_placed",
    ),
    produces={"longer_code_in_month": pl.String(), "same_code_in_month_on": pl.Date()},
    only_where="is_first_management_code",
    fewest=2,
)
def _months(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The month's management code of more minutes, and the first date of the same code."""
    month = [PATIENT_GROUP, "payer", "month"]
    rows = lines.with_row_index("row")
    day, length = pl.col("date_of_service"), pl.col("base_minutes")
    longest = pl.col("hcpcs_code").sort_by(length).last().over(month)
    first = day.min().over([*month, "hcpcs_code"])
    found = (
        rows.filter("is_first_management_code", "is_placed")
        .with_columns(month=day.dt.truncate("1mo"))
        .select(
            "row",
            longer_code_in_month=pl.when(length.max().over(month) > length).then(longest),
            same_code_in_month_on=pl.when(first < day).then(first),
        )
    )
    return rows.select("row").join(found, on="row", how="left", maintain_order="left").drop("row")


longer_code_in_month, same_code_in_month_on = _months


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "payer",
        "practice",
        "line_discipline",
        "date_of_service",
        "is_e_visit",
        "claim_order",
        "line_order",
        "hcpcs_code",
        "is_placed",
    ),
    produces={"days_since_e_visit": pl.Int64(), "earlier_e_visit_code": pl.String()},
    only_where="is_e_visit",
    fewest=2,
)
def _e_visits(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Days since the last other e-visit of practice and discipline, and its code."""
    same = [PATIENT_GROUP, "payer", "practice", "line_discipline"]
    one = [*same, "date_of_service", "hcpcs_code"]
    rows = lines.with_row_index("row")
    shown = rows.filter("is_e_visit", "is_placed").with_columns(
        pl.col("payer", "line_discipline").fill_null("")
    )
    in_turn = [*same, "date_of_service", "claim_order", "line_order", "hcpcs_code"]
    visits = shown.sort(in_turn).unique(one, keep="first", maintain_order=True)
    before = pl.col("date_of_service").shift().over(same)
    earlier = visits.select(
        *one,
        days_since_e_visit=(pl.col("date_of_service") - before).dt.total_days(),
        earlier_e_visit_code=pl.col("hcpcs_code").shift().over(same),
    )
    found = shown.join(earlier, on=one, how="left").select(
        "row", "days_since_e_visit", "earlier_e_visit_code"
    )
    return rows.select("row").join(found, on="row", how="left", maintain_order="left").drop("row")


days_since_e_visit, earlier_e_visit_code = _e_visits
