"""Who certified the plan of care, with what signature, or with what order in its place."""

import polars as pl

from gaitbelt.facts.certification import (
    is_certified_by_hand,
    is_certified_by_order,
    is_initial_certification,
)
from gaitbelt.facts.plans_of_care import day_number
from gaitbelt.language.fact import PLAN_OF_CARE, fact
from gaitbelt.language.words import any_of, policy

PRACTITIONERS = ("nurse_practitioner", "clinical_nurse_specialist", "physician_assistant")
"""Practitioners who must know the case of a plan that they certify."""


def _if_nobody_signs() -> pl.Expr:
    """Return no where nobody certifies by signature or verbal order, else nothing."""
    return pl.when(~is_certified_by_hand).then(statement=False)


@fact()
def certifiers() -> pl.Expr:
    """The professions that may certify a plan of care."""
    return policy("medicare.certifiers").str.split(" ")


@fact(stands_for="is_low_vision_plan")
def is_certifier_outside_vision() -> pl.Expr:
    """Whether an optometrist certified a plan that is not for low vision services."""
    is_optometrist = pl.col("certified_by") == "optometrist"
    outside = ~pl.col("is_low_vision_plan")
    return pl.when(is_optometrist).then(outside).otherwise(statement=False)


@fact(stands_for="is_within_certifier_scope")
def is_certifier_outside_scope() -> pl.Expr:
    """Whether a podiatrist certified what lies outside a podiatrist's scope."""
    is_podiatrist = pl.col("certified_by") == "podiatrist"
    outside = ~pl.col("is_within_certifier_scope")
    return pl.when(is_podiatrist).then(outside).otherwise(statement=False)


@fact()
def is_certified_by_another() -> pl.Expr:
    """Whether the certifier is not of those who may, or may not for this plan."""
    certifier = pl.col("certified_by")
    is_listed = certifiers.list.contains(certifier)
    may_not = ~is_listed | is_certifier_outside_vision | is_certifier_outside_scope
    is_asked = (pl.col("certification_way") != "none").fill_null(value=True)
    told = pl.when(certifier.is_not_null()).then(may_not).otherwise(_if_nobody_signs())
    return is_asked & told


@fact(per=PLAN_OF_CARE)
def has_certification_of_another() -> pl.Expr:
    """Whether someone who may not certified the plan of care."""
    return any_of(is_certified_by_another)


@fact(per=PLAN_OF_CARE)
def certifier() -> pl.Expr:
    """Who certified the plan of care, by profession."""
    return pl.col("certified_by").max()


@fact()
def is_certified_without_knowledge() -> pl.Expr:
    """Whether a practitioner other than a physician certified without knowledge of the case."""
    is_practitioner = pl.col("certified_by").is_in([*PRACTITIONERS])
    is_asked = pl.coalesce(is_practitioner, _if_nobody_signs())
    return is_asked & ~pl.col("is_case_known_to_certifier")


@fact(per=PLAN_OF_CARE)
def has_certification_without_knowledge() -> pl.Expr:
    """Whether the plan was certified by a practitioner without knowledge of the case."""
    return any_of(is_certified_without_knowledge)


@fact()
def is_certification_incomplete() -> pl.Expr:
    """Whether the signature that certifies is absent or has no date.

    The signature after a verbal order may still come in the days that it has.
    """
    is_unsigned = pl.col("certification_signature") == "none"
    days = day_number("date_of_service") - day_number("verbal_order_on")
    is_over = days > policy("medicare.verbal_order_signature_days")
    is_verbal = (pl.col("certification_way") == "verbal_order").fill_null(value=False)
    is_due = pl.when(is_verbal & is_unsigned).then(is_over).otherwise(statement=True)
    return is_certified_by_hand & (is_unsigned | ~pl.col("is_certification_dated")) & is_due


@fact(per=PLAN_OF_CARE)
def has_incomplete_certification() -> pl.Expr:
    """Whether a certification of the plan lacks its signature or the signature's date."""
    return any_of(is_certification_incomplete)


@fact()
def is_certification_stamped() -> pl.Expr:
    """Whether a stamp stands for the signature that certifies, with no disability stated."""
    return is_certified_by_hand & (pl.col("certification_signature") == "stamp")


@fact(per=PLAN_OF_CARE)
def has_stamped_certification() -> pl.Expr:
    """Whether a certification of the plan is signed by stamp."""
    return any_of(is_certification_stamped)


@fact(stands_for="is_order_on_file")
def is_order_missing() -> pl.Expr:
    """Whether the record has no order; an order known as signed or dated is there."""
    is_told = pl.col("is_order_signed") | pl.col("is_order_dated")
    is_there = pl.coalesce(pl.col("is_order_on_file"), pl.when(is_told).then(statement=True))
    return ~is_there


@fact()
def is_exception_without_order() -> pl.Expr:
    """Whether the initial certification rests on an order that is not in the record."""
    return is_certified_by_order & is_initial_certification & is_order_missing


@fact(per=PLAN_OF_CARE)
def has_exception_without_order() -> pl.Expr:
    """Whether the plan's certification rests on an order that is not in the record."""
    return any_of(is_exception_without_order)


@fact()
def is_exception_on_incomplete_order() -> pl.Expr:
    """Whether the initial certification rests on an order without signature or date."""
    is_there = ~is_order_missing.fill_null(value=False)
    is_incomplete = ~pl.col("is_order_signed") | ~pl.col("is_order_dated")
    return is_certified_by_order & is_initial_certification & is_there & is_incomplete


@fact(per=PLAN_OF_CARE)
def has_exception_on_incomplete_order() -> pl.Expr:
    """Whether the plan's certification rests on an order without signature or date."""
    return any_of(is_exception_on_incomplete_order)


@fact(stands_for="plan_sent_on")
def is_plan_known_as_sent() -> pl.Expr:
    """Whether the plan was sent, as stated or because the day of sending is given."""
    has_day = pl.when(pl.col("plan_sent_on").is_not_null()).then(statement=True)
    return pl.coalesce(pl.col("is_plan_sent"), has_day)


@fact()
def days_to_sending() -> pl.Expr:
    """Days from the first treatment to the sending of the plan."""
    return day_number("plan_sent_on") - day_number("first_treatment_on")


@fact()
def is_exception_without_sending() -> pl.Expr:
    """Whether the initial certification rests on a plan that was not sent, or sent late."""
    is_late = days_to_sending > policy("medicare.plan_transmission_days")
    is_unsent = ~is_plan_known_as_sent | is_late
    return is_certified_by_order & is_initial_certification & is_unsent


@fact(per=PLAN_OF_CARE)
def has_exception_without_sending() -> pl.Expr:
    """Whether the plan's certification rests on a plan that was not sent, or sent late."""
    return any_of(is_exception_without_sending)


@fact(per=PLAN_OF_CARE)
def sending_of_plan() -> pl.Expr:
    """When the plan was sent, in words: days after the first treatment, or not."""
    return (
        pl.when(days_to_sending.is_not_null())
        .then(pl.format("sent {} days after the first treatment", days_to_sending))
        .otherwise(pl.lit("not sent"))
        .max()
    )


@fact()
def is_recertified_by_order() -> pl.Expr:
    """Whether a recertification rests on an order and the sending of the plan."""
    return is_certified_by_order & ~is_initial_certification


@fact(per=PLAN_OF_CARE)
def has_recertification_by_order() -> pl.Expr:
    """Whether a recertification of the plan rests on an order and the sending of the plan."""
    return any_of(is_recertified_by_order)


@fact()
def is_certified_by_order_too_early() -> pl.Expr:
    """Whether an order stands in for the signature on a date on which none could."""
    has_exception = policy("medicare.plan_transmission_days").is_not_null()
    return is_certified_by_order & ~has_exception


@fact(per=PLAN_OF_CARE)
def has_certification_by_order() -> pl.Expr:
    """Whether an order stands in for the plan's signature on dates on which none could."""
    return any_of(is_certified_by_order_too_early)
