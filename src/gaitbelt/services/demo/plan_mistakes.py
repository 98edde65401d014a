"""Mistakes in the plan of care and its certification, for the payer that asks for both."""

from dataclasses import replace
from datetime import date, timedelta

from gaitbelt.services.demo.courses import Course
from gaitbelt.services.demo.mistake import CourseKind, Placed, recorded
from gaitbelt.services.demo.plan_records import CONTENTS, PLAN_DAYS, THERAPIST_OF, plan_number

_LONG_ENOUGH = 40
_OTHER_DAYS = 120
_UNCERTIFIED: dict[str, object] = {
    "certification_way": "none",
    "certification_signed_on": None,
    "certification_signature": "none",
    "is_certification_dated": None,
    "verbal_order_on": None,
    "certified_by": None,
    "is_order_on_file": False,
    "is_order_signed": None,
    "is_order_dated": None,
    "is_plan_sent": False,
    "plan_sent_on": None,
}


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _on_first_plan(course: Course, **columns: object) -> Placed | None:
    """Return the course with its first plan changed; it shows on the plan's first claim."""
    if course.payer != "medicare":
        return None
    claims = tuple(
        claim if plan_number(course, claim.on) else recorded(claim, **columns)
        for claim in course.claims
    )
    return Placed(replace(course, claims=claims), claims[0].claim_id)


def _record_of(course: Course, column: str) -> object:
    return course.claims[0].lines[0].record.get(column)


def _signed(course: Course, days: int, **columns: object) -> Placed | None:
    """Return the course with its first plan signed so many days after the first treatment."""
    if _record_of(course, "certification_way") != "signed_plan":
        return None
    signed = _later(course.first_day, days)
    return _on_first_plan(course, certification_signed_on=signed, **columns)


def _long_term_goals_forgotten(course: Course) -> Placed | None:
    left = tuple(each for each in CONTENTS if each != "long_term_goals")
    return _on_first_plan(course, plan_contents=left)


def _plan_written_late(course: Course) -> Placed | None:
    """Write the plan after the second visit, where the first was an evaluation alone."""
    if len(course.claims) < 3 or len(course.claims[0].lines) > 1:  # noqa: PLR2004
        return None
    first, second, *_ = course.claims
    mistaken = _on_first_plan(course, plan_established_on=_later(second.on, 1))
    if mistaken is None or _later(second.on, 1) > course.claims[2].on or first.on == second.on:
        return None
    return replace(mistaken, claim_id=second.claim_id)


def _never_certified(course: Course) -> Placed | None:
    if (course.last_day - course.first_day).days < _LONG_ENOUGH:
        return None
    return _on_first_plan(course, **_UNCERTIFIED)


def _certified_late(course: Course) -> Placed | None:
    return _signed(course, 45, is_delay_explained=True)


def _delay_unexplained(course: Course) -> Placed | None:
    return _signed(course, 75)


def _verbal_order_left_unsigned(course: Course) -> Placed | None:
    return _signed(
        course, 38, certification_way="verbal_order", verbal_order_on=_later(course.first_day, 2)
    )


def _undated(course: Course) -> Placed | None:
    return _signed(course, 9, is_certification_dated=False)


def _certified_by_chiropractor(course: Course) -> Placed | None:
    return _signed(course, 9, certified_by="chiropractor")


def _certified_for_too_long(course: Course) -> Placed | None:
    if plan_number(course, course.last_day):
        return None
    ends = _later(course.first_day, _OTHER_DAYS)
    return _on_first_plan(course, certified_through=ends, plan_ends_on=ends)


def _treated_past_the_interval(course: Course) -> Placed | None:
    """Certify the last plan through the day before the last visit only."""
    nth = plan_number(course, course.last_day)
    begins = _later(course.first_day, nth * PLAN_DAYS)
    if course.payer != "medicare" or course.last_day <= _later(begins, 7):
        return None
    ends = _later(course.last_day, -1)
    claims = tuple(
        recorded(claim, certified_through=ends) if plan_number(course, claim.on) == nth else claim
        for claim in course.claims
    )
    return Placed(replace(course, claims=claims), claims[-1].claim_id)


def _plan_sent_late(course: Course) -> Placed | None:
    if _record_of(course, "certification_way") != "signed_order_and_plan_sent":
        return None
    return _on_first_plan(course, plan_sent_on=_later(course.first_day, 44))


def _change_unsigned(course: Course) -> Placed | None:
    if (course.last_day - course.first_day).days < _LONG_ENOUGH:
        return None
    return _on_first_plan(
        course,
        plan_changed_on=_later(course.first_day, 21),
        is_plan_change_written=True,
        plan_change_signed_by="no_one",
        is_plan_change_significant=False,
        is_plan_change_certified=False,
    )


def _goals_changed_uncertified(course: Course) -> Placed | None:
    if (course.last_day - course.first_day).days < _LONG_ENOUGH + 21:
        return None
    return _on_first_plan(
        course,
        plan_changed_on=_later(course.first_day, 21),
        is_plan_change_written=True,
        plan_change_signed_by=THERAPIST_OF[course.discipline],
        is_plan_change_significant=True,
        is_plan_change_certified=False,
    )


PLAN_MISTAKES = (
    CourseKind("long-term-goals-forgotten", "POC001", 2, "A plan of care without long-term goals.",
               _long_term_goals_forgotten),
    CourseKind("plan-written-after-treatment", "POC003", 2,
               "A plan of care written the day after the first treatment.", _plan_written_late),
    CourseKind("never-certified", "POC005", 2, "Nothing certifies the plan of care.",
               _never_certified),
    CourseKind("certified-late", "POC006", 2,
               "Certified 45 days after the first treatment, with the reason.", _certified_late),
    CourseKind("delay-without-reason", "POC007", 2,
               "Certified 75 days after the first treatment, and no reason given.",
               _delay_unexplained, ("POC006",)),
    CourseKind("verbal-order-signed-late", "POC009", 2,
               "A verbal order of the second day, signed on the 38th.",
               _verbal_order_left_unsigned),
    CourseKind("certified-for-120-days", "POC010", 2, "A certification that states 120 days.",
               _certified_for_too_long),
    CourseKind("treated-past-the-interval", "POC011", 2,
               "The last visit lies a day after the certified interval.",
               _treated_past_the_interval),
    CourseKind("plan-sent-late", "POC014", 1,
               "Certified by a signed order, the plan sent on the 44th day.", _plan_sent_late),
    CourseKind("certified-by-chiropractor", "POC017", 2, "Certified by one who may not.",
               _certified_by_chiropractor),
    CourseKind("certification-undated", "POC019", 2, "The signature that certifies has no date.",
               _undated),
    CourseKind("plan-change-unsigned", "POC021", 2, "A change of the plan that no one signed.",
               _change_unsigned),
    CourseKind("changed-goals-uncertified", "POC022", 1,
               "Long-term goals changed, and the changed plan not certified.",
               _goals_changed_uncertified),
)  # fmt: skip
