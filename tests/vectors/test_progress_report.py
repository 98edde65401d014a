"""The outside examples on progress reports, asked of the shipped rulebook."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.notes.records import FIRST, Record, days, found_on, lines, said

CATEGORY = "progress_report"

Vector = dict[str, Any]  # Any: YAML before it is judged


def treated(on: list[date]) -> list[Record]:
    """Return an evaluation and treatments on the dates, without a report."""
    return [
        {
            "date_of_service": day,
            "hcpcs_code": "97110" if number else "97161",
            "has_progress_report": False,
        }
        for number, day in enumerate(on)
    ]


def is_due(on: list[date], last: date) -> bool:
    """Return whether a report is due by the last of the dates: a week later it is too late."""
    too_late = last + timedelta(days=8)
    return bool(found_on("DOC001", lines(treated([*on, too_late]))))


def is_due_after_ten(given: Vector, expected: Vector) -> None:
    on = days(given["treatment_days_since_last"])
    assert is_due(on, on[-1]) is expected["due"]


def is_participation_shown(given: Vector, expected: Vector) -> None:
    signed = given["clinician_signed_any_of"]
    by_assistant = [{**each, "note_signers": ["assistant"]} for each in treated(days(10))]
    in_note = [*by_assistant[:-1], {**by_assistant[-1], "note_signers": ["therapist"]}]
    report = {"has_progress_report": True, "progress_report_signers": ["therapist"]}
    in_report = [*by_assistant[:-1], {**by_assistant[-1], **report}]
    ways = {"treatment_note": in_note, "progress_report": in_report}
    assert said("DOC003", *by_assistant) == "breach"
    for way in signed:
        assert (said("DOC003", *ways[way]) == "clear") is expected["participation_documented"]


def is_report_valid(given: Vector, expected: Vector) -> None:
    who = {"signed_by_pt": "therapist", "signed_by_referring_physician": "physician"}
    signers = [person for name, person in who.items() if given[name]]
    report = {"has_progress_report": True, "progress_report_signers": signers}
    assert (said("DOC002", report) == "clear") is expected["valid"]


def has_no_calendar_limb(given: Vector, expected: Vector) -> None:
    last = date.fromisoformat(given["dos"])
    first = last - timedelta(days=given["calendar_days_since_last_report"])
    count = given["treatment_days_since_last_report"]
    on = [*days(count - 1, apart=7, first=first), last]
    assert found_on("DOC001", lines(treated(on))) == []
    assert is_due(on, last) is expected["due"]


def is_due_by_the_tenth_day(given: Vector, expected: Vector) -> None:
    assert given["treatment_days"][0] == f"{FIRST}(eval)"
    due = expected["due_on_or_before_treatment_day"]
    on = days(len(given["treatment_days"]))
    assert not is_due(on[: due - 1], on[due - 2])
    assert is_due(on[:due], on[due - 1])


JUDGED: dict[str, Callable[[Vector, Vector], None]] = {
    "pr-10": is_due_after_ten,
    "gap-pr-participation-proof": is_participation_shown,
    "gap-pr-physician-signature": is_report_valid,
    "gap-pr-no-30day-limb": has_no_calendar_limb,
    "gap-pr-eval-counts": is_due_by_the_tenth_day,
}


def vectors(corpus: Path) -> dict[str, Vector]:
    held = yaml.safe_load((corpus / "rules/vectors.yaml").read_text(encoding="utf-8"))
    rows = held if isinstance(held, list) else held["vectors"]
    return {row["id"]: row for row in rows if row["category"] == CATEGORY}


def test_every_outside_example_is_judged_here(corpus: Path) -> None:
    assert set(vectors(corpus)) == set(JUDGED)


@pytest.mark.parametrize("name", JUDGED)
def test_the_rulebook_says_what_the_outside_example_says(corpus: Path, name: str) -> None:
    vector = vectors(corpus)[name]
    JUDGED[name](vector["inputs"], vector["expected"])
