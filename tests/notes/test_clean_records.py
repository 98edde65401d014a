"""A clean, complete record has no finding, and a visit without a record none either."""

from datetime import date

import polars as pl
import pytest

from gaitbelt.tables.supervision import SUPERVISION
from gaitbelt.tables.treatment_note import NOTE_ITEMS, REPORT_ITEMS, TREATMENT_NOTE
from tests.notes.records import FIRST, Record, days, judged, lines

OWN = ("DOC", "SUP")
COUNT = 10


MINUTES = {"97161": 30, "97110": 30, "97140": 15}


def record(day: date, code: str, number: int) -> Record:
    """Return a line of a visit by a therapist: 45 minutes, every column filled in."""
    line: Record = {
        "date_of_service": day,
        "claim_id": f"c{day}",
        "visit_id": f"v{day}",
        "line_number": number,
        "hcpcs_code": code,
        "unit_count": 2 if code == "97110" else 1,
        "minutes": MINUTES[code],
    }
    return {**line, **noted(day), **reported(day), **supervised()}


def noted(day: date) -> Record:
    is_first = day == FIRST
    return {
        "note_contents": list(NOTE_ITEMS),
        "note_codes": ["97161", "97140"] if is_first else ["97110", "97140"],
        "note_timed_minutes": 15 if is_first else 45,
        "note_total_minutes": 45,
        "note_treatment_mode": "one_on_one",
        "note_text": f"fingerprint {day}",
        "note_dictated_on": day,
        "note_signed_on": day,
        "is_note_signed": True,
        "has_note_credentials": True,
        "note_signers": ["therapist"],
        "records_requested_on": FIRST,
        "records_received_on": days(45)[-1],
    }


def reported(day: date) -> Record:
    is_last = day == days(COUNT)[-1]
    return {
        "has_progress_report": is_last,
        "progress_report_signers": ["therapist"] if is_last else None,
        "progress_report_contents": list(REPORT_ITEMS) if is_last else None,
        "progress_report_assistant_contents": [] if is_last else None,
        "discharged_on": days(COUNT)[-1],
        "has_discharge_note": True,
    }


def supervised() -> Record:
    return {
        "furnished_by": "therapist",
        "supervision_level": "personal",
        "is_student_directed": True,
        "is_incident_to": False,
        "is_maintenance": False,
    }


def episode() -> pl.DataFrame:
    """Return an evaluation and nine treatments, with a discharge report on the tenth day."""
    return lines(
        [
            record(day, code, number)
            for day in days(COUNT)
            for number, code in enumerate(("97161" if day == FIRST else "97110", "97140"), 1)
        ]
    )


def own(frame: pl.DataFrame, *outcomes: str) -> list[str]:
    findings = judged(frame).findings.filter(pl.col("outcome").is_in(list(outcomes)))
    return [code for code in findings["rule_code"].unique().sort() if code.startswith(OWN)]


def test_the_clean_episode_fills_every_column_of_notes_and_supervision() -> None:
    assert {*TREATMENT_NOTE, *SUPERVISION} <= set(episode().columns)


def test_a_clean_and_complete_episode_has_no_finding() -> None:
    assert own(episode(), "breach", "cannot tell") == []


def test_lines_without_a_record_are_asked_nothing_about_it() -> None:
    bare = episode().drop(*TREATMENT_NOTE, *SUPERVISION)
    judgement = judged(bare)
    assert own(bare, "breach", "cannot tell") == []
    unasked = [code for code in judgement.not_asked["rule_code"] if code.startswith(OWN)]
    assert {"DOC001", "DOC010", "SUP001", "SUP004"} <= set(unasked)


@pytest.mark.parametrize("name", [*TREATMENT_NOTE, *SUPERVISION])
def test_a_blank_column_finds_nothing(name: str) -> None:
    blank = episode().with_columns(pl.lit(None, pl.String).cast(episode().schema[name]).alias(name))
    assert own(blank, "breach") == []


def test_the_words_of_a_note_are_in_no_finding() -> None:
    words = "the patient said what nobody else should read"
    frame = episode().with_columns(note_text=pl.lit(words))
    findings = judged(frame, "DOC015").findings
    assert "breach" in findings["outcome"]
    assert not any(words in str(row) for row in findings.rows())
