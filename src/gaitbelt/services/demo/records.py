"""The clinic's record of its visits, written beside the lines of its claims."""

from collections.abc import Sequence
from functools import cache

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.claims import Claim
from gaitbelt.services.demo.courses import Course, as_courses
from gaitbelt.services.demo.form_records import form_record, payment_record, permission_record
from gaitbelt.services.demo.mistake import line_recorded
from gaitbelt.services.demo.note_records import (
    discharge_record,
    mode_record,
    note_record,
    person_record,
    report_record,
    request_record,
)
from gaitbelt.services.demo.plan_records import Record, plan_number, plan_record
from gaitbelt.services.demo.service_records import service_record


def with_records(
    chance: Chance,
    ids: Sequence[Sequence[str]],
    claims: dict[str, Claim],
    *,
    without_note: frozenset[str] = frozenset(),
) -> dict[str, Claim]:
    """Return the claims with what the record and the claim form say, nothing amiss.

    ``ids`` are the claim ids of each course. The notes of the claims ``without_note`` are
    not in the record yet.
    """
    found: dict[str, Claim] = {}
    for course in as_courses(ids, claims):
        for claim in _written(chance, course, without_note):
            found[claim.claim_id] = claim
    return found


def _written(chance: Chance, course: Course, without_note: frozenset[str]) -> list[Claim]:
    plan = cache(lambda nth: plan_record(chance, course, nth))
    of_course = {**permission_record(chance, course), **discharge_record(course)}
    found = []
    for nth, claim in enumerate(course.claims):
        has_note = claim.claim_id not in without_note
        shared: Record = {
            **of_course,
            **plan(plan_number(course, claim.on)),
            **report_record(course, nth),
            **form_record(chance, course, claim),
            **request_record(chance, claim),
            **(note_record(chance, claim) if has_note else {}),
        }
        found.append(_of_lines(chance, claim, shared, has_note=has_note))
    return found


def _of_lines(chance: Chance, claim: Claim, shared: Record, *, has_note: bool) -> Claim:
    lines = []
    for nth, line in enumerate(claim.lines):
        own: Record = {
            **person_record(line),
            **service_record(chance, line),
            **payment_record(line, is_first=nth == 0),
            **(mode_record(line) if has_note else {}),
        }
        lines.append(line_recorded(line, **shared, **own))
    return Claim(tuple(lines))
