"""Mistakes in notes and reports."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from gaitbelt.services.demo.claims import Claim
from gaitbelt.services.demo.courses import Course
from gaitbelt.services.demo.habits import GROUP
from gaitbelt.services.demo.mistake import (
    RECORD,
    CourseKind,
    Kind,
    Placed,
    first,
    line_recorded,
    recorded,
    timed,
    with_lines,
)
from gaitbelt.services.demo.note_records import (
    MONITORING,
    NOTE_CONTENTS,
    REPORT_CONTENTS,
    REPORT_EVERY,
)

Change = Callable[[Claim], Claim | None]
_ALIKE = 3
_FEWER = 8
_DELAY = timedelta(days=7)


def _has_note(claim: Claim) -> bool:
    return "note_contents" in claim.lines[0].record


def _record_of(claim: Claim, column: str) -> object:
    return claim.lines[0].record.get(column)


def _is_medicare(claim: Claim) -> bool:
    return claim.payer == "medicare" and _has_note(claim)


def _noted(**columns: object) -> Change:
    """Return a mistake that changes the columns of a Medicare visit's note."""

    def change(claim: Claim) -> Claim | None:
        return recorded(claim, **columns) if _is_medicare(claim) else None

    return change


def _without(*gone: str) -> tuple[str, ...]:
    return tuple(each for each in NOTE_CONTENTS if each not in gone)


def _timed_minutes_forgotten(claim: Claim) -> Claim | None:
    if not _is_medicare(claim) or not timed(claim):
        return None
    return recorded(claim, note_contents=_without("timed_minutes"), note_timed_minutes=None)


def _total_below_its_parts(claim: Claim) -> Claim | None:
    total = _record_of(claim, "note_total_minutes")
    if not _is_medicare(claim) or not isinstance(total, int) or _has_monitoring(claim):
        return None
    return recorded(claim, note_total_minutes=total - 5)


def _timed_total_differs(claim: Claim) -> Claim | None:
    minutes = _record_of(claim, "note_timed_minutes")
    if not _is_medicare(claim) or not timed(claim) or not isinstance(minutes, int):
        return None
    return recorded(claim, note_timed_minutes=minutes - _FEWER) if minutes > _FEWER else None


def _billed_and_not_noted(claim: Claim) -> Claim | None:
    billed = [line for line in claim.lines if line.hcpcs_code not in MONITORING]
    if not _is_medicare(claim) or len({line.hcpcs_code for line in billed}) < 2:  # noqa: PLR2004
        return None
    gone = billed[-1].hcpcs_code
    if not billed[-1].unit_count or [line.hcpcs_code for line in billed].count(gone) > 1:
        return None
    return recorded(claim, note_codes=tuple(code for code in claim.codes if code != gone))


def _signed_before(claim: Claim) -> Claim | None:
    if not _is_medicare(claim) or len(claim.lines) > 1:
        return None
    return recorded(claim, note_signed_on=claim.on - timedelta(days=1))


def _group_as_one_on_one(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in GROUP)
    if line is None or not _has_note(claim):
        return None
    return with_lines(claim, (line, line_recorded(line, note_treatment_mode="one_on_one")))


def _one_on_one_as_group(claim: Claim) -> Claim | None:
    line = first(timed(claim))
    if line is None or not _has_note(claim) or claim.is_remote:
        return None
    return with_lines(claim, (line, line_recorded(line, note_treatment_mode="group")))


def _records_sent_late(claim: Claim) -> Claim | None:
    asked = claim.on + timedelta(days=60)
    columns = {"records_requested_on": asked, "records_received_on": asked + timedelta(days=52)}
    return recorded(claim, **columns) if claim.payer == "medicare" else None


def _report(**columns: object) -> Change:
    """Return a mistake that changes the columns of a Medicare progress report."""

    def change(claim: Claim) -> Claim | None:
        has_report = _record_of(claim, "has_progress_report") is True
        return recorded(claim, **columns) if claim.payer == "medicare" and has_report else None

    return change


def _signed_by_assistant_alone(claim: Claim) -> Claim | None:
    if claim.discipline == "SLP":
        return None
    return _report(progress_report_signers=("assistant",))(claim)


def _judged_by_assistant(claim: Claim) -> Claim | None:
    wrote = ("objective", "progress_toward_goals", "plan_to_continue")
    if claim.discipline == "SLP":
        return None
    return _report(progress_report_assistant_contents=wrote)(claim)


def _report_forgotten(course: Course) -> Placed | None:
    """Leave the first report out: it shows when it is too late for it, up to the next report."""
    claims = list(course.claims)
    if course.payer != "medicare" or len(claims) <= REPORT_EVERY:
        return None
    due = REPORT_EVERY - 1
    claims[due] = recorded(
        claims[due],
        has_progress_report=False,
        progress_report_signers=None,
        progress_report_contents=None,
        progress_report_assistant_contents=None,
    )
    after = claims[REPORT_EVERY : 2 * REPORT_EVERY]
    late = [claim.claim_id for claim in after if claim.on > claims[due].on + _DELAY]
    if not late:
        return None
    return Placed(replace(course, claims=tuple(claims)), late[0], tuple(late[1:]))


def _note_copied(course: Course) -> Placed | None:
    """Copy a note into the two visits after it."""
    at = 3
    chosen = course.claims[at : at + _ALIKE]
    is_noted = len(chosen) == _ALIKE and all(_has_note(claim) for claim in chosen)
    if course.payer != "medicare" or not is_noted:
        return None
    words = _record_of(chosen[0], "note_text")
    copied = [recorded(claim, note_text=words) for claim in chosen]
    claims = (*course.claims[:at], *copied, *course.claims[at + _ALIKE :])
    one, *others = (claim.claim_id for claim in chosen)
    return Placed(replace(course, claims=claims), one, tuple(others))


def _discharge_note_forgotten(course: Course) -> Placed | None:
    if course.payer != "medicare" or _record_of(course.claims[0], "discharged_on") is None:
        return None
    claims = tuple(recorded(claim, has_discharge_note=False) for claim in course.claims)
    return Placed(replace(course, claims=claims), claims[-1].claim_id)


def _has_monitoring(claim: Claim) -> bool:
    return any(code in MONITORING for code in claim.codes)


REPORT_MISTAKES = (
    CourseKind("progress-report-forgotten", "DOC001", 2,
               "No progress report after ten treatment days.", _report_forgotten),
    CourseKind("note-copied", "DOC015", 2, "One note copied into the next two visits.",
               _note_copied),
    CourseKind("discharge-note-forgotten", "DOC017", 2, "Discharged without a discharge note.",
               _discharge_note_forgotten),
)  # fmt: skip

NOTE_MISTAKES = (
    Kind("report-signed-by-assistant-alone", "DOC002", 2,
         "A progress report that only an assistant signed.",
         _signed_by_assistant_alone, stage=RECORD),
    Kind("report-without-progress", "DOC004", 2,
         "A progress report that does not say how far the goals are reached.",
         _report(progress_report_contents=tuple(
             each for each in REPORT_CONTENTS if each != "progress_toward_goals")), stage=RECORD),
    Kind("note-without-interventions", "DOC005", 2, "A note that names no interventions.",
         _noted(note_contents=_without("interventions")), stage=RECORD),
    Kind("note-without-timed-minutes", "DOC006", 3, "A note without the minutes of timed codes.",
         _timed_minutes_forgotten, stage=RECORD),
    Kind("note-without-total-minutes", "DOC007", 3, "A note without the total minutes.",
         _noted(note_contents=_without("total_minutes"), note_total_minutes=None), stage=RECORD),
    Kind("total-below-its-parts", "DOC008", 2, "A note whose total is below the day's minutes.",
         _total_below_its_parts, stage=RECORD),
    Kind("timed-minutes-differ", "DOC009", 3,
         "A note with eight timed minutes fewer than the lines.", _timed_total_differs,
         stage=RECORD),
    Kind("billed-and-not-noted", "DOC010", 3, "A billed code that the note does not mention.",
         _billed_and_not_noted, stage=RECORD),
    Kind("note-unsigned", "DOC012", 3, "A note without a signature.",
         _noted(is_note_signed=False, note_signed_on=None), stage=RECORD),
    Kind("signature-without-credentials", "DOC013", 2,
         "A signature without professional identity.", _noted(has_note_credentials=False),
         stage=RECORD),
    Kind("note-signed-by-aide", "DOC014", 2, "A note that only an aide signed.",
         _noted(note_signers=("aide",)), stage=RECORD),
    Kind("group-in-the-note-alone", "DOC016", 2,
         "One-on-one billed where the note says group.", _one_on_one_as_group, stage=RECORD),
    Kind("group-in-the-claim-alone", "DOC016", 2,
         "Group billed where the note says one-on-one.", _group_as_one_on_one, stage=RECORD),
    Kind("records-sent-late", "DOC020", 2, "Records sent 52 days after they were asked for.",
         _records_sent_late, stage=RECORD),
    Kind("note-signed-before-the-visit", "DOC021", 2, "A note signed the day before the visit.",
         _signed_before, stage=RECORD),
    Kind("assistant-judged-progress", "SUP009", 2,
         "A progress report whose judgement an assistant wrote.", _judged_by_assistant,
         stage=RECORD),
)  # fmt: skip
