"""Certification of the plan of care: by whom, in what way, when, and for which days.

Days within which something must happen follow the day they are counted from, which is
not counted itself; only for the 90 days of an interval is that not settled.
"""

import polars as pl

from gaitbelt.facts.plans_of_care import day_number, is_treatment
from gaitbelt.facts.thresholds import is_therapy_line
from gaitbelt.language.fact import DATE_OF_SERVICE, PLAN_OF_CARE, fact, frame_fact
from gaitbelt.language.words import any_of, policy

BY_ORDER = "signed_order_and_plan_sent"
MONTHS = "policy:medicare.delayed_certification_months"


@fact(stands_for="certification_kind")
def is_initial_certification() -> pl.Expr:
    """Whether the line's certification is the initial one, as stated or by its first day.

    A later first day tells nothing: some records enter the day of the signature there.
    """
    stated = pl.col("certification_kind") == "initial"
    is_from_start = pl.col("certified_from") <= pl.col("first_treatment_on")
    return pl.coalesce(stated, pl.when(is_from_start).then(statement=True))


@fact(stands_for="certification_way")
def is_certified_by_hand() -> pl.Expr:
    """Whether a signature or a verbal order certifies; so where only a signature's day is given."""
    stated = pl.col("certification_way").is_in(["signed_plan", "verbal_order"])
    is_signed = pl.when(pl.col("certification_signed_on").is_not_null()).then(statement=True)
    return pl.coalesce(stated, is_signed)


@fact(stands_for="certification_way")
def is_certified_by_order() -> pl.Expr:
    """Whether a signed order and the sending of the plan stand in for the signature."""
    by_hand = pl.when(is_certified_by_hand).then(statement=False)
    return pl.coalesce(pl.col("certification_way") == BY_ORDER, by_hand)


@fact(stands_for="certification_signed_on")
def certified_on() -> pl.Expr:
    """The day that decides whether the certification is timely: of a verbal order, else signed."""
    is_verbal = (pl.col("certification_way") == "verbal_order").fill_null(value=False)
    verbal = pl.when(is_verbal).then(pl.col("verbal_order_on"))
    return pl.coalesce(verbal, pl.col("certification_signed_on"))


@fact()
def days_to_certification() -> pl.Expr:
    """Days from the first treatment to the certification."""
    return day_number("certified_on") - day_number("first_treatment_on")


@fact()
def is_initial_certification_late() -> pl.Expr:
    """Whether the initial certification came after the days in which it is timely."""
    is_late = days_to_certification > policy("medicare.initial_certification_days")
    return is_certified_by_hand & is_initial_certification & is_late


@fact(per=PLAN_OF_CARE)
def has_late_initial_certification() -> pl.Expr:
    """Whether the plan's initial certification is late."""
    return any_of(is_initial_certification_late)


@fact(per=PLAN_OF_CARE)
def days_to_initial_certification() -> pl.Expr:
    """Days from the first treatment to the plan's initial certification."""
    return pl.when(is_initial_certification).then(days_to_certification).max()


@fact(stands_for="certification_kind")
def is_recertification_stated() -> pl.Expr:
    """Whether the record names the certification a recertification; no where it does not say."""
    return (pl.col("certification_kind") == "recertification").fill_null(value=False)


@fact()
def is_without_initial_certification() -> pl.Expr:
    """Whether nothing certifies the plan, and no recertification is meant."""
    return (pl.col("certification_way") == "none") & ~is_recertification_stated


@fact(stands_for="certification_way")
def is_known_as_uncertified() -> pl.Expr:
    """Whether the record says that nothing certifies the plan yet; no where it does not say."""
    return is_without_initial_certification.fill_null(value=False)


@fact()
def days_since_first_treatment() -> pl.Expr:
    """Days from the first treatment that the line names to its date of service."""
    return day_number("date_of_service") - day_number("first_treatment_on")


@fact(stands_for="is_order_signed")
def is_exception_shown() -> pl.Expr:
    """Whether a signed and dated order and the sending of the plan in time are in the record."""
    days = day_number("plan_sent_on") - day_number("first_treatment_on")
    is_sent = days <= policy("medicare.plan_transmission_days")
    is_ordered = pl.col("is_order_signed") & pl.col("is_order_dated")
    return (is_ordered & is_sent).fill_null(value=False)


@fact()
def is_given_uncertified() -> pl.Expr:
    """Whether the line is given when the initial certification is overdue and there is none."""
    is_late = days_since_first_treatment > policy("medicare.initial_certification_days")
    return is_without_initial_certification & ~is_exception_shown & is_late


@fact(per=PLAN_OF_CARE)
def has_no_initial_certification() -> pl.Expr:
    """Whether treatment goes on after the certification was due and nothing certifies the plan."""
    return any_of(is_given_uncertified)


@fact(per=PLAN_OF_CARE)
def days_of_treatment_given() -> pl.Expr:
    """The most days from the first treatment to a date given while nothing certifies the plan."""
    return pl.when(is_without_initial_certification).then(days_since_first_treatment).max()


@fact(stands_for="first_treatment_on")
def initial_certification_due() -> pl.Expr:
    """The day number on which an initial certification is due; 0 for others."""
    due = day_number("first_treatment_on") + policy("medicare.initial_certification_days")
    return pl.when(is_initial_certification).then(due).otherwise(0)


@fact(stands_for="certified_from")
def recertification_due() -> pl.Expr:
    """The day number on which a recertification is due; 0 for others."""
    return pl.when(~is_initial_certification).then(day_number("certified_from")).otherwise(0)


@fact()
def days_overdue() -> pl.Expr:
    """Days by which the certification came after it was due; below 1 where it was in time."""
    due = (
        pl.when(is_initial_certification)
        .then(initial_certification_due)
        .when(~is_initial_certification)
        .then(recertification_due)
    )
    return day_number("certified_on") - due


@fact()
def is_unexplained_delay() -> pl.Expr:
    """Whether a certification needs a reason for its delay and the record gives none."""
    is_late = days_overdue > policy("medicare.delayed_certification_unexplained_days")
    return is_certified_by_hand & is_late & ~pl.col("is_delay_explained")


@fact(per=PLAN_OF_CARE)
def has_unexplained_delay() -> pl.Expr:
    """Whether a certification of the plan is late without a reason in the record."""
    return any_of(is_unexplained_delay)


@fact(per=PLAN_OF_CARE)
def most_days_overdue() -> pl.Expr:
    """The most days by which a certification of the plan came late."""
    return days_overdue.max()


@fact()
def is_overdue() -> pl.Expr:
    """Whether the certification came after it was due."""
    return (is_certified_by_hand & (days_overdue > 0)).fill_null(value=False)


@frame_fact(
    reads=("is_overdue", "certified_on", "days_overdue", MONTHS),
    produces={"is_delayed_by_months": pl.Boolean()},
    only_where="is_overdue",
)
def _delayed(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Whether the delay is longer than the months beyond which more evidence is asked for."""
    due = pl.col("certified_on") - pl.duration(days="days_overdue")
    limit = due.dt.offset_by(pl.format("{}mo", pl.col(MONTHS)))
    is_beyond = pl.when("is_overdue").then(pl.col("certified_on") > limit)
    return lines.select(is_delayed_by_months=is_beyond)


(is_delayed_by_months,) = _delayed


@fact()
def is_long_delay_unsupported() -> pl.Expr:
    """Whether a certification is months late and no physician's part in the case is shown."""
    is_known = (days_overdue <= 0) | is_overdue
    is_long = pl.when(is_known).then(is_overdue & is_delayed_by_months)
    return is_certified_by_hand & is_long & ~pl.col("is_physician_involvement_shown")


@fact(per=PLAN_OF_CARE)
def has_unsupported_long_delay() -> pl.Expr:
    """Whether a certification of the plan is months late without evidence of a physician."""
    return any_of(is_long_delay_unsupported)


@fact()
def days_to_written_order() -> pl.Expr:
    """Days from the verbal order to the signature that follows it."""
    return day_number("certification_signed_on") - day_number("verbal_order_on")


@fact()
def is_verbal_order_signed_late() -> pl.Expr:
    """Whether the signature after a verbal order is late, and not timely on its own."""
    is_verbal = pl.col("certification_way") == "verbal_order"
    is_late = days_to_written_order > policy("medicare.verbal_order_signature_days")
    days = day_number("certification_signed_on") - day_number("first_treatment_on")
    is_timely_alone = is_initial_certification & (
        days <= policy("medicare.initial_certification_days")
    )
    return is_verbal & is_late & ~is_timely_alone


@fact(per=PLAN_OF_CARE)
def has_late_written_order() -> pl.Expr:
    """Whether a verbal order to certify the plan was signed late."""
    return any_of(is_verbal_order_signed_late)


@fact(per=PLAN_OF_CARE)
def most_days_to_written_order() -> pl.Expr:
    """The most days from a verbal order to the signature that follows it."""
    return days_to_written_order.max()


@fact()
def is_first_day_counted() -> pl.Expr:
    """Whether the first treatment is the first of the 90 days; empty where it is not settled."""
    convention = policy("medicare.certification_day_count")
    return (
        pl.when(convention == "first_day_counts")
        .then(statement=True)
        .when(convention == "first_day_does_not_count")
        .then(statement=False)
    )


@fact(stands_for="certified_from")
def interval_begins_on() -> pl.Expr:
    """The day from which the 90 days run: the first treatment, or the recertified interval's."""
    first = pl.when(is_initial_certification).then(pl.col("first_treatment_on"))
    return pl.coalesce(first, pl.col("certified_from"))


@fact()
def days_of_interval() -> pl.Expr:
    """Days from the first to the last day that the certification states."""
    return day_number("certified_through") - day_number("interval_begins_on")


def _exceeds(days: pl.Expr, dispute: pl.Expr) -> pl.Expr:
    """Return whether a day lies beyond the longest interval, that many days after its first."""
    longest = policy("medicare.certification_interval")
    return (days > longest) | ((days == longest) & dispute)


@fact(stands_for="a settled way to count the 90 days")
def is_interval_a_day_too_long() -> pl.Expr:
    """Whether an interval that ends 90 days after its first is too long; empty if unsettled."""
    is_disputed = days_of_interval == policy("medicare.certification_interval")
    return pl.when(is_disputed).then(is_first_day_counted).otherwise(statement=False)


@fact(stands_for="plan_ends_on")
def is_interval_past_plan() -> pl.Expr:
    """Whether the certified interval outlasts the plan; no where the plan states no last day."""
    return (pl.col("certified_through") > pl.col("plan_ends_on")).fill_null(value=False)


@fact()
def is_interval_too_long() -> pl.Expr:
    """Whether the certification states more than 90 days, or days after the plan's duration."""
    too_long = _exceeds(days_of_interval, is_interval_a_day_too_long)
    return ~is_known_as_uncertified & (is_interval_past_plan | too_long)


@fact(per=PLAN_OF_CARE)
def has_interval_too_long() -> pl.Expr:
    """Whether a certification of the plan states too long an interval."""
    return any_of(is_interval_too_long)


@fact(per=PLAN_OF_CARE)
def most_days_of_interval() -> pl.Expr:
    """The most days from the first to the last day of a certified interval of the plan."""
    return days_of_interval.max()


@fact()
def days_into_interval() -> pl.Expr:
    """Days from the first day of the certified interval to the date of service."""
    return day_number("date_of_service") - day_number("interval_begins_on")


@fact(stands_for="a settled way to count the 90 days")
def is_date_a_day_too_late() -> pl.Expr:
    """Whether a date 90 days after the interval's first is outside it; empty if unsettled."""
    is_disputed = days_into_interval == policy("medicare.certification_interval")
    return pl.when(is_disputed).then(is_first_day_counted).otherwise(statement=False)


@fact(stands_for="certified_through")
def certified_to() -> pl.Expr:
    """The last certified day as stated, else the last day of the plan's duration."""
    return pl.coalesce("certified_through", "plan_ends_on")


@fact(stands_for="certified_from")
def certified_since() -> pl.Expr:
    """The first certified day: as stated or, where it is earlier, the day the 90 days run from.

    An initial certification covers the plan from the first treatment, whatever day is stated.
    """
    return pl.min_horizontal("certified_from", "interval_begins_on")


@fact(stands_for="plan_ends_on")
def is_date_past_plan() -> pl.Expr:
    """Whether the date lies after the plan's duration; no where the plan states no last day."""
    return (pl.col("date_of_service") > pl.col("plan_ends_on")).fill_null(value=False)


@fact()
def is_outside_interval() -> pl.Expr:
    """Whether treatment is given on a date that its certification does not cover."""
    day = pl.col("date_of_service")
    is_late = (day > certified_to) | _exceeds(days_into_interval, is_date_a_day_too_late)
    is_outside = is_date_past_plan | is_late | (day < certified_since)
    return is_therapy_line & is_treatment & ~is_known_as_uncertified & is_outside


@fact(per=DATE_OF_SERVICE)
def has_date_outside_interval() -> pl.Expr:
    """Whether the date of service lies outside the certified interval."""
    return any_of(is_outside_interval)


@fact(per=DATE_OF_SERVICE)
def interval_of_date_from() -> pl.Expr:
    """The first day of the certified interval of the date's lines."""
    return certified_since.min()


@fact(per=DATE_OF_SERVICE)
def interval_of_date_through() -> pl.Expr:
    """The last certified day of the date's lines, as stated."""
    return certified_to.max()
