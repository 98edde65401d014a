"""Mistakes in who gave a service, and under whose supervision."""

from collections.abc import Callable

from gaitbelt.services.demo.claims import Claim, Line
from gaitbelt.services.demo.mistake import (
    EVALUATIONS,
    RECORD,
    Kind,
    first,
    line_recorded,
    timed,
    with_lines,
)

Change = Callable[[Claim], Claim | None]


def _given(claim: Claim, line: Line | None, **columns: object) -> Claim | None:
    if line is None or claim.payer != "medicare":
        return None
    return with_lines(claim, (line, line_recorded(line, **columns)))


def _evaluated_by_assistant(claim: Claim) -> Claim | None:
    line = first(
        each
        for each in claim.lines
        if each.hcpcs_code in EVALUATIONS and each.discipline in {"PT", "OT"}
    )
    return _given(claim, line, furnished_by="assistant", supervision_level="general")


def _on_an_assistants_line(**columns: object) -> Change:
    def change(claim: Claim) -> Claim | None:
        line = first(each for each in claim.lines if each.record["furnished_by"] == "assistant")
        return _given(claim, line, **columns)

    return change


def _on_a_therapists_line(**columns: object) -> Change:
    def change(claim: Claim) -> Claim | None:
        line = first(each for each in timed(claim) if not each.assistant_minutes)
        return None if claim.is_remote else _given(claim, line, **columns)

    return change


def _assistant_in_speech(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in {"92507", "92526"})
    return _given(claim, line, furnished_by="assistant", supervision_level="general")


PERSON_MISTAKES = (
    Kind("evaluated-by-assistant", "SUP001", 2, "An evaluation that an assistant gave.",
         _evaluated_by_assistant, stage=RECORD),
    Kind("assistant-unsupervised", "SUP002", 3, "An assistant's line without any supervision.",
         _on_an_assistants_line(supervision_level="none"), stage=RECORD),
    Kind("student-alone", "SUP003", 3, "A student treated while the therapist was elsewhere.",
         _on_a_therapists_line(furnished_by="student", is_student_directed=False), stage=RECORD),
    Kind("given-by-aide", "SUP004", 3, "A billed service that an aide gave.",
         _on_a_therapists_line(furnished_by="aide"), stage=RECORD),
    Kind("assistant-incident-to-physician", "SUP005", 2,
         "An assistant's line billed as incident to a physician's service.",
         _on_an_assistants_line(is_incident_to=True), stage=RECORD),
    Kind("assistant-in-speech", "SUP006", 2, "A speech-language line that an assistant gave.",
         _assistant_in_speech, stage=RECORD),
)  # fmt: skip
