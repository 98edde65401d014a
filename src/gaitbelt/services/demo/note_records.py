"""The notes and reports of a visit, who gave it and who supervised."""

from datetime import timedelta

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.claims import Claim, Line
from gaitbelt.services.demo.clinic import LAST_DAY
from gaitbelt.services.demo.courses import Course
from gaitbelt.services.demo.habits import GROUP
from gaitbelt.services.demo.mistake import TIMED, has_assistant
from gaitbelt.services.demo.plan_records import Record

REPORT_EVERY = 10
"""Treatment days after which the clinic writes a progress report."""

NOTE_CONTENTS = (
    "date", "interventions", "timed_minutes", "total_minutes", "minutes_are_skilled",
    "signature", "response",
)  # fmt: skip
REPORT_CONTENTS = (
    "period_from", "period_through", "written_on", "subjective", "objective",
    "progress_toward_goals", "plan_to_continue", "signature",
)  # fmt: skip
MONITORING = ("98975", "98976", "98977", "98980")
_ENDED_DAYS = 14
_REQUESTED_PERCENT = 6


def discharge_record(course: Course) -> Record:
    """Return the discharge of a course that is over; nothing of one that may go on."""
    if (LAST_DAY - course.last_day).days < _ENDED_DAYS:
        return {}
    return {"discharged_on": course.last_day, "has_discharge_note": True}


def report_record(course: Course, nth: int) -> Record:
    """Return the progress report of a visit: each tenth, and the one of discharge."""
    is_discharge = nth == len(course.claims) - 1 and bool(discharge_record(course))
    if (nth + 1) % REPORT_EVERY and not is_discharge:
        return {"has_progress_report": False}
    is_assisted = course.discipline != "SLP"
    return {
        "has_progress_report": True,
        "progress_report_signers": ("therapist", "assistant") if is_assisted else ("therapist",),
        "progress_report_contents": REPORT_CONTENTS,
        "progress_report_assistant_contents": ("objective",) if is_assisted else None,
    }


def note_record(chance: Chance, claim: Claim) -> Record:
    """Return what the note of a visit says, the same on each of its lines."""
    in_person = [line for line in claim.lines if line.hcpcs_code not in MONITORING]
    timed = [line for line in in_person if line.hcpcs_code in TIMED]
    signers = ("therapist", "assistant") if has_assistant(claim) else ("therapist",)
    return {
        "note_contents": NOTE_CONTENTS,
        "note_codes": tuple(dict.fromkeys(claim.codes)),
        "note_timed_minutes": sum(line.minutes or 0 for line in timed),
        "note_total_minutes": sum(line.minutes or 0 for line in in_person),
        "note_text": f"n{chance.number(claim.claim_id, 'note'):016x}",
        "note_signed_on": claim.on,
        "is_note_signed": True,
        "has_note_credentials": True,
        "note_signers": signers,
    }


def request_record(chance: Chance, claim: Claim) -> Record:
    """Return the payer's request for the records of a few claims, answered in time."""
    if not chance.is_under(_REQUESTED_PERCENT, claim.claim_id, "records"):
        return {}
    asked = claim.on + timedelta(days=60)
    days = chance.between(9, 40, claim.claim_id, "received")
    return {"records_requested_on": asked, "records_received_on": asked + timedelta(days=days)}


def mode_record(line: Line) -> Record:
    """Return how the note says that a line's intervention was given."""
    mode = "group" if line.hcpcs_code in GROUP else "one_on_one"
    return {"note_treatment_mode": mode}


def person_record(line: Line) -> Record:
    """Return who gave a line's service, and how an assistant was supervised."""
    is_assistants = bool(line.minutes) and line.assistant_minutes == line.minutes
    return {
        "furnished_by": "assistant" if is_assistants else "therapist",
        "supervision_level": "general" if line.assistant_minutes else None,
        "is_incident_to": False,
        "is_maintenance": False,
    }
