"""Mistakes against what the payer authorized, and against the plan's visit limit."""

from datetime import timedelta

from gaitbelt.services.demo.claims import Claim
from gaitbelt.services.demo.courses import Course
from gaitbelt.services.demo.form_records import unit_total
from gaitbelt.services.demo.mistake import (
    EVALUATIONS,
    RECORD,
    CourseKind,
    Kind,
    Placed,
    course_recorded,
    recorded,
)

_AUTHORIZING = ("medicare_advantage", "uhc_commercial")
_OTHER = {"PT": "ot", "OT": "pt", "SLP": "pt"}
_NO_AUTHORIZATION: dict[str, object] = {
    "prior_authorization_number": None,
    "authorized_from": None,
    "authorized_through": None,
    "authorized_disciplines": None,
    "authorized_visits": None,
    "authorized_units": None,
    "authorized_codes": None,
}


def _at_its_end(course: Course, **columns: object) -> Placed:
    """Return the course with columns changed throughout; it shows on the last visit."""
    return Placed(course_recorded(course, **columns), course.claims[-1].claim_id)


def _visits_used_up(course: Course) -> Placed | None:
    if course.payer != "medicare_advantage" or len({claim.on for claim in course.claims}) < 3:  # noqa: PLR2004
        return None
    return _at_its_end(course, authorized_visits=len(course.claims) - 1)


def _units_used_up(course: Course) -> Placed | None:
    has_units = any(line.unit_count for line in course.claims[-1].lines)
    if course.payer != "uhc_commercial" or not has_units:
        return None
    return _at_its_end(course, authorized_units=unit_total(course) - 1)


def _expired(course: Course) -> Placed | None:
    if course.payer not in _AUTHORIZING or course.last_day == course.first_day:
        return None
    return _at_its_end(course, authorized_through=course.last_day - timedelta(days=1))


def _limit_passed(course: Course) -> Placed | None:
    if course.payer != "commercial" or not course.is_only or len(course.claims) < 3:  # noqa: PLR2004
        return None
    return _at_its_end(course, plan_visit_limit=len(course.claims) - 1)


def _for_another_discipline(claim: Claim) -> Claim | None:
    if claim.payer not in _AUTHORIZING:
        return None
    return recorded(claim, authorized_disciplines=(_OTHER[claim.discipline],))


def _for_other_codes(claim: Claim) -> Claim | None:
    code = claim.codes[-1]
    if claim.payer != "uhc_commercial" or code in (*EVALUATIONS, "97164", "97168"):
        return None
    named = claim.lines[0].record["authorized_codes"]
    if not isinstance(named, tuple):
        return None
    return recorded(claim, authorized_codes=tuple(each for each in named if each != code))


def _unauthorized(claim: Claim) -> Claim | None:
    return recorded(claim, **_NO_AUTHORIZATION) if claim.payer in _AUTHORIZING else None


COURSE_PERMISSION_MISTAKES = (
    CourseKind("plan-visits-passed", "THR007", 2, "One visit more than the plan covers.",
               _limit_passed),
    CourseKind("authorized-visits-used-up", "THR008", 3, "One visit more than authorized.",
               _visits_used_up),
    CourseKind("authorized-units-used-up", "THR009", 2, "A unit more than authorized.",
               _units_used_up),
    CourseKind("authorization-expired", "THR010", 3, "A visit the day after the authorization.",
               _expired),
)  # fmt: skip

PERMISSION_MISTAKES = (
    Kind("authorized-for-another-discipline", "THR011", 2,
         "An authorization of another discipline.", _for_another_discipline, stage=RECORD),
    Kind("code-not-authorized", "THR012", 2, "A code that the authorization does not name.",
         _for_other_codes, stage=RECORD),
    Kind("authorization-absent", "THR013", 3, "No authorization where the plan asks for one.",
         _unauthorized, stage=RECORD),
)  # fmt: skip
