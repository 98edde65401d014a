"""Checklists, columns and rules speak of the same items."""

from gaitbelt.facts.notes import (
    REQUIRED_CONTENTS,
    TIMED_MINUTES,
    TOTAL_MINUTES,
)
from gaitbelt.facts.progress_reports import JUDGEMENTS, REQUIRED_IN_REPORT
from gaitbelt.library import policy
from gaitbelt.library.documents import checklist_items
from gaitbelt.library.shipped import shipped_rows
from gaitbelt.tables.treatment_note import NOTE_ITEMS, REPORT_ITEMS, TREATMENT_NOTE
from tests.notes.records import FIRST

ONLY_WHERE_THERE_IS_ANY = {"subjective", "goal_changes"}
"""Items that a report holds only if the patient said something, or a goal was changed."""


def items(document: str) -> list[str]:
    rows = shipped_rows("documents/checklist_items")
    return [row["item_id"] for row in rows if row["document"] == document]


def demanded(document: str) -> set[str]:
    """Return what Medicare demands of every such document that can be seen to be in it."""
    return {
        item.item_id
        for item in checklist_items(document, FIRST)
        if item.payer == "medicare"
        and item.obligation == "required"
        and not item.condition
        and item.answer_type != "boolean"
    }


def test_the_words_of_note_contents_are_the_items_of_the_checklist() -> None:
    assert list(NOTE_ITEMS) == items("treatment_note")
    assert TREATMENT_NOTE["note_contents"].words == NOTE_ITEMS


def test_the_words_of_report_contents_are_the_items_of_the_checklist() -> None:
    assert list(REPORT_ITEMS) == items("progress_report")
    assert TREATMENT_NOTE["progress_report_contents"].words == REPORT_ITEMS
    assert TREATMENT_NOTE["progress_report_assistant_contents"].words == REPORT_ITEMS


def test_the_rules_ask_for_what_the_checklist_demands_of_every_note() -> None:
    assert {*REQUIRED_CONTENTS, TIMED_MINUTES, TOTAL_MINUTES} == demanded("treatment_note")


def test_the_rules_ask_for_what_the_checklist_demands_of_every_report() -> None:
    assert set(REQUIRED_IN_REPORT) == demanded("progress_report") - ONLY_WHERE_THERE_IS_ANY


def test_the_judgements_are_what_the_checklist_leaves_to_the_clinician() -> None:
    judgements = [
        item for item in checklist_items("progress_report", FIRST) if item.section == "judgement"
    ]
    assert [item.item_id for item in judgements] == list(JUDGEMENTS)
    assert not any("assistant may" in item.who_may_write for item in judgements)


def test_the_functional_codes_are_those_of_the_registry() -> None:
    rows = shipped_rows("codes/codes")
    held = [row["hcpcs_code"] for row in rows if row["label"].startswith("functional-limitation")]
    published = policy.value("medicare", "functional_reporting_codes", FIRST)
    assert published is not None
    assert published.value == tuple(held)
