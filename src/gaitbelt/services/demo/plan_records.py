"""The plan of care of a visit and its certification, as the clinic's record has them."""

from datetime import date, timedelta

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.courses import Course

PLAN_DAYS = 84
"""Days of a plan of care: twelve weeks, after which it is recertified."""

THERAPIST_OF = {
    "PT": "physical_therapist",
    "OT": "occupational_therapist",
    "SLP": "speech_language_pathologist",
}
CONTENTS = ("diagnoses", "long_term_goals", "type", "amount", "frequency", "duration")
_CERTIFIERS = (("physician", 6), ("nurse_practitioner", 2), ("physician_assistant", 1))
_SIGNATURES = (("electronic", 3), ("handwritten", 1))
_FIRST_WAYS = (("signed_plan", 7), ("verbal_order", 1), ("signed_order_and_plan_sent", 2))
_LATER_WAYS = (("signed_plan", 7), ("verbal_order", 1))
_CHANGED_PERCENT = 20

Record = dict[str, object]


def plan_number(course: Course, on: date) -> int:
    """Return which plan of the course a day is under, from 0."""
    return (on - course.first_day).days // PLAN_DAYS


def plan_record(chance: Chance, course: Course, nth: int) -> Record:
    """Return the record columns of the course's plan of that number, from 0."""
    names = (*course.name, "plan", nth)
    begins = course.first_day + timedelta(days=nth * PLAN_DAYS)
    ends = begins + timedelta(days=PLAN_DAYS - 1)
    days_before = chance.between(1, 5, *names, "before") if nth else 0
    established = begins - timedelta(days=days_before)
    patient_id, discipline, _ = course.name
    return {
        "plan_of_care_id": f"{patient_id}-{discipline}-{begins:%y%m%d}",
        "plan_established_on": established,
        "plan_established_by": THERAPIST_OF[discipline],
        "plan_contents": CONTENTS,
        "plan_ends_on": ends,
        "first_treatment_on": course.first_day,
        "certification_kind": "recertification" if nth else "initial",
        "certified_from": begins,
        "certified_through": ends,
        "is_low_vision_plan": False,
        "is_within_certifier_scope": True,
        "is_order_on_file": True,
        "is_order_signed": True,
        "is_order_dated": True,
        "is_plan_sent": True,
        "plan_sent_on": established + timedelta(days=chance.between(0, 4, *names, "sent")),
        **_certification(chance, established, nth, *names),
        **_change(chance, begins, discipline, *names),
    }


def _certification(chance: Chance, established: date, nth: int, *names: object) -> Record:
    way = chance.among(_LATER_WAYS if nth else _FIRST_WAYS, *names, "way")
    if way == "signed_order_and_plan_sent":
        return {"certification_way": way, "certification_signature": "none"}
    is_verbal = way == "verbal_order"
    signed = established + timedelta(days=chance.between(3, 12, *names, "signed"))
    return {
        "certification_way": way,
        "verbal_order_on": established + timedelta(days=1) if is_verbal else None,
        "certification_signed_on": signed,
        "certification_signature": chance.among(_SIGNATURES, *names, "signature"),
        "is_certification_dated": True,
        "certified_by": chance.among(_CERTIFIERS, *names, "certifier"),
        "is_case_known_to_certifier": True,
        "is_delay_explained": False,
        "is_physician_involvement_shown": True,
    }


def _change(chance: Chance, begins: date, discipline: str, *names: object) -> Record:
    if not chance.is_under(_CHANGED_PERCENT, *names, "changed"):
        return {}
    return {
        "plan_changed_on": begins + timedelta(days=21),
        "is_plan_change_written": True,
        "plan_change_signed_by": THERAPIST_OF[discipline],
        "is_plan_change_significant": False,
        "is_plan_change_certified": False,
    }
