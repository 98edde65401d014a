"""What the payer authorized, and how much of it is used up."""

import numpy as np
import polars as pl

from gaitbelt.facts.codes import is_evaluation
from gaitbelt.facts.visit_limits import (
    PATIENT_GROUP,
    plan_visit_limit_on_date,
    through_date,
    visit_of_benefit_year,
    visits_so_far,
)
from gaitbelt.language.arrays import nulls, whole_numbers
from gaitbelt.language.fact import DATE_OF_SERVICE, fact, frame_fact
from gaitbelt.language.words import any_of, policy

authorization = pl.col("prior_authorization_number")
date_of_service = pl.col("date_of_service")
SAME = (pl.col("line_discipline"), authorization)
"""What lines share, beside patient and payer, that use up one authorization."""

code = pl.col("hcpcs_code")
UNNAMED_DAY = "an unknown day"


@fact(stands_for="prior_authorization_number")
def has_authorization_number() -> pl.Expr:
    """Whether the line has the number of an authorization."""
    return authorization.is_not_null()


@fact()
def has_authorized_visits() -> pl.Expr:
    """Whether the authorization sets a number of visits."""
    return pl.col("authorized_visits").is_not_null()


@fact()
def has_authorized_units() -> pl.Expr:
    """Whether the authorization sets a number of units."""
    return pl.col("authorized_units").is_not_null()


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "payer",
        "line_discipline",
        "date_of_service",
        "prior_authorization_number",
        "has_authorized_visits",
        "is_visit",
    ),
    produces={"authorized_visit_number": pl.Int64()},
    only_where="has_authorized_visits",
)
def _visits(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Which visit under the authorization and discipline the line's date is."""
    return lines.select(
        authorized_visit_number=pl.when(authorization.is_not_null()).then(
            visits_so_far(lines, lines["is_visit"], *SAME)
        )
    )


(authorized_visit_number,) = _visits


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "payer",
        "line_discipline",
        "date_of_service",
        "prior_authorization_number",
        "unit_count",
        "has_authorized_units",
    ),
    produces={"units_under_authorization": pl.Int64(), "are_units_missing": pl.Boolean()},
    only_where="has_authorized_units",
)
def _units(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Units under the authorization through the line's date, and whether some are missing."""
    units = whole_numbers(lines["unit_count"], 0)
    through = through_date(lines, units, *SAME)
    are_missing = pl.repeat(value=False, n=lines.height, eager=True)
    if lines["unit_count"].null_count():
        missing = nulls(lines["unit_count"]).astype(np.int64)
        are_missing = through_date(lines, missing, *SAME) > 0
    is_told = authorization.is_not_null()
    return lines.select(
        units_under_authorization=pl.when(is_told).then(through),
        are_units_missing=pl.when(is_told).then(are_missing),
    )


units_under_authorization, are_units_missing = _units


@fact(per=DATE_OF_SERVICE)
def is_past_authorized_visits() -> pl.Expr:
    """Whether a line of the date is of a visit beyond those authorized."""
    return any_of(has_authorized_visits & (authorized_visit_number > pl.col("authorized_visits")))


@fact(per=DATE_OF_SERVICE)
def authorized_visits_on_date() -> pl.Expr:
    """Visits that the date's authorization allows; empty where it sets no number."""
    return pl.col("authorized_visits").min()


@fact(per=DATE_OF_SERVICE)
def authorized_visit_on_date() -> pl.Expr:
    """Which visit under its authorization the date is."""
    return authorized_visit_number.max()


@fact(per=DATE_OF_SERVICE)
def is_past_authorized_units() -> pl.Expr:
    """Whether the units through the date are more than those authorized."""
    is_past = units_under_authorization > pl.col("authorized_units")
    known = pl.when(is_past | ~are_units_missing).then(is_past)
    return any_of(has_authorized_units & known)


@fact(per=DATE_OF_SERVICE)
def authorized_units_on_date() -> pl.Expr:
    """Units that the date's authorization allows; empty where it sets no number."""
    return pl.col("authorized_units").min()


@fact(per=DATE_OF_SERVICE)
def units_under_authorization_on_date() -> pl.Expr:
    """Units under the date's authorization through the date."""
    return units_under_authorization.max()


@fact()
def is_outside_authorization() -> pl.Expr:
    """Whether the date lies before or after what is authorized; no for an evaluation."""
    first, last = pl.col("authorized_from"), pl.col("authorized_through")
    has_days = first.is_not_null() | last.is_not_null()
    return has_days & ((date_of_service < first) | (date_of_service > last)) & ~is_evaluation


@fact(per=DATE_OF_SERVICE)
def is_date_outside_authorization() -> pl.Expr:
    """Whether a line of the date lies outside its authorization."""
    return any_of(is_outside_authorization)


@fact(per=DATE_OF_SERVICE)
def authorized_from_on_date() -> pl.Expr:
    """The first day that the date's authorization covers."""
    return pl.col("authorized_from").min()


@fact(per=DATE_OF_SERVICE)
def authorized_through_on_date() -> pl.Expr:
    """The last day that the date's authorization covers."""
    return pl.col("authorized_through").max()


@fact(on=DATE_OF_SERVICE)
def authorized_days() -> pl.Expr:
    """The days that the date's authorization covers, in words."""
    days = [
        each.cast(pl.String).fill_null(UNNAMED_DAY)
        for each in (authorized_from_on_date, authorized_through_on_date)
    ]
    return pl.format("{} through {}", *days)


@fact()
def discipline_word() -> pl.Expr:
    """The line's discipline, as the columns of the record write it."""
    return pl.col("line_discipline").str.to_lowercase()


@fact()
def is_discipline_unauthorized() -> pl.Expr:
    """Whether the authorization names disciplines without the line's; no for an evaluation."""
    named = pl.col("authorized_disciplines")
    is_other = pl.when(discipline_word.is_not_null()).then(~named.list.contains(discipline_word))
    return named.is_not_null() & is_other & ~is_evaluation


@fact(per=DATE_OF_SERVICE)
def has_unauthorized_discipline() -> pl.Expr:
    """Whether a line of the date is of a discipline that its authorization does not name."""
    return any_of(is_discipline_unauthorized)


@fact()
def authorized_disciplines_in_words() -> pl.Expr:
    """The disciplines that the line's authorization names."""
    return pl.col("authorized_disciplines").list.join(", ")


@fact(per=DATE_OF_SERVICE)
def authorized_disciplines_on_date() -> pl.Expr:
    """The disciplines that the date's authorization names."""
    return authorized_disciplines_in_words.max()


@fact()
def is_code_unauthorized() -> pl.Expr:
    """Whether the authorization names codes and the line's is not among them."""
    named = pl.col("authorized_codes")
    is_other = pl.when(code.is_not_null()).then(~named.list.contains(code))
    return named.is_not_null() & is_other


@fact()
def authorized_codes_in_words() -> pl.Expr:
    """The codes that the line's authorization names."""
    return pl.col("authorized_codes").list.join(", ")


@fact(per=DATE_OF_SERVICE)
def is_authorization_absent() -> pl.Expr:
    """Whether the plan asks for an authorization on the date and a line has no number."""
    return any_of(pl.col("is_authorization_required") & ~has_authorization_number)


@fact()
def is_authorization_published() -> pl.Expr:
    """Whether the payer has published that visits after the evaluation need authorization."""
    return policy("authorization_required").fill_null(value=False)


@fact()
def is_need_unsaid() -> pl.Expr:
    """Whether the record does not say if the patient's plan asks for an authorization."""
    return pl.col("is_authorization_required").is_null()


@fact(per=DATE_OF_SERVICE)
def has_treatment_without_number() -> pl.Expr:
    """Whether a line that is no evaluation has no number, and it is not said if it needs one."""
    return any_of(is_need_unsaid & ~has_authorization_number & ~is_evaluation)


@fact(per=DATE_OF_SERVICE)
def has_line_without_number() -> pl.Expr:
    """Whether a line of the date has no number, and it is not said if it needs one."""
    return any_of(is_need_unsaid & ~has_authorization_number)


@fact(on=DATE_OF_SERVICE)
def plan_visits_left() -> pl.Expr:
    """Visits of the benefit year that the plan has left as the date begins."""
    return plan_visit_limit_on_date - visit_of_benefit_year + 1
