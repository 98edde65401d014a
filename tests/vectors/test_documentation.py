"""The outside examples on documentation, asked of the shipped rulebook."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.notes.records import judged, lines, said

CATEGORY = "documentation"

Vector = dict[str, Any]  # Any: YAML before it is judged


def is_denied_on_day_46(given: Vector, expected: Vector) -> None:
    asked, received = (date.fromisoformat(given[name]) for name in ("adr_date", "received"))
    line = {"records_requested_on": asked, "date_of_service": date(2025, 12, 1)}
    found = judged(lines([{**line, "records_received_on": received}]), "DOC020").findings
    assert expected["result"] == "deny_day_46"
    assert found["outcome"].to_list() == ["breach"]
    assert found["severity"].to_list() == ["deny"]
    assert "46 days" in found["message"][0]
    day_before = received.replace(day=received.day - 1)
    assert said("DOC020", {**line, "records_received_on": day_before}) == "clear"


def is_completed_on_the_day_of_dictation(given: Vector, expected: Vector) -> None:
    dictated, signed = (date.fromisoformat(given[name]) for name in ("dictated", "signed"))
    note = {"note_dictated_on": dictated, "note_signed_on": signed, "date_of_service": dictated}
    found = judged(lines([note]), "DOC021").findings
    assert found["outcome"].to_list() == ["clear"]
    evidence = json.loads(found["evidence"][0])
    assert evidence["note_completed_on"] == expected["completed_on"]


JUDGED: dict[str, Callable[[Vector, Vector], None]] = {
    "gap-doc-adr-45-days": is_denied_on_day_46,
    "gap-doc-dictation-date": is_completed_on_the_day_of_dictation,
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
