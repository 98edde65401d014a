"""What each document must hold, by payer, discipline and date."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library.documents import checklist_items, documents
from gaitbelt.services.checklist import DOCUMENTS, Checklist, checklist

ON = date(2026, 3, 2)
LAST_DAY_OF_2024, FIRST_DAY_OF_2025 = date(2024, 12, 31), date(2025, 1, 1)

every_document = pytest.mark.parametrize("document", sorted(DOCUMENTS))
Resource = dict[str, Any]
"""A FHIR resource or element: JSON of many types."""


def required(held: Checklist) -> set[str]:
    return {item.item_id for item in held.required}


@every_document
def test_every_document_has_required_items_each_with_reason_and_source(document: str) -> None:
    held = checklist(document, on=ON)
    assert held.required
    for item in held.items:
        assert item.requirement.endswith(".")
        assert item.why.endswith(".")
        assert item.who_may_write
        assert item.cite
        assert item.confidence in set("PSMD")
        assert item.obligation in {"required", "recommended"}


def test_each_document_of_the_table_can_be_asked_for_and_none_else() -> None:
    assert sorted(documents()) == sorted(DOCUMENTS.values())
    with pytest.raises(ImpossibleInput, match="plan-of-care"):
        checklist("poem", on=ON)


def test_no_item_stands_twice_in_a_document_on_one_date() -> None:
    for document in documents():
        for on in (date(2015, 6, 1), LAST_DAY_OF_2024, ON):
            names = [item.item_id for item in checklist_items(document, on)]
            assert len(names) == len(set(names))


def test_a_plan_holds_what_42_cfr_410_61_lists() -> None:
    contents = {"diagnoses", "long_term_goals", "type", "amount", "frequency", "duration"}
    assert contents <= required(checklist("plan-of-care", on=ON))


def test_a_treatment_note_holds_what_the_manual_lists() -> None:
    listed = {
        "date",
        "interventions",
        "timed_minutes",
        "total_minutes",
        "signature",
        "contributors",
    }
    assert listed <= required(checklist("daily-note", on=ON))


def test_minutes_of_each_code_are_not_required_by_medicare() -> None:
    assert "minutes_per_code" not in required(checklist("daily-note", on=ON))


def test_a_progress_report_is_due_in_treatment_days_and_written_by_the_clinician() -> None:
    items = {item.item_id: item for item in checklist("progress-report", on=ON).items}
    assert "10 treatment days" in items["within_treatment_days"].requirement
    assert "assistant" not in items["progress_toward_goals"].who_may_write
    assert "assistant" in items["objective"].who_may_write
    assert "need not sign" in items["signature"].why


def test_the_order_stands_in_for_the_signature_from_2025_on_and_initially_only() -> None:
    before = required(checklist("plan-of-care", on=LAST_DAY_OF_2024))
    after = required(checklist("plan-of-care", on=FIRST_DAY_OF_2025))
    assert "certified_on" in before - after
    assert {"certification_way", "plan_sent_on", "order_signed_on"} <= after - before
    assert "signed_date" in required(checklist("recertification", on=FIRST_DAY_OF_2025))
    assert "no_exception" in required(checklist("recertification", on=FIRST_DAY_OF_2025))
    assert "no_exception" not in required(checklist("recertification", on=LAST_DAY_OF_2024))


@pytest.mark.parametrize(
    ("on", "is_asked"),
    [
        (date(2013, 6, 30), False),
        (date(2013, 7, 1), True),
        (date(2018, 12, 31), True),
        (date(2019, 1, 1), False),
    ],
)
def test_functional_reporting_was_asked_for_from_july_2013_through_2018(
    on: date, *, is_asked: bool
) -> None:
    for document in ("evaluation", "progress-report", "discharge"):
        assert ("functional_report" in required(checklist(document, on=on))) is is_asked


def test_the_components_of_an_evaluation_are_those_of_the_discipline_since_2017() -> None:
    pt = required(checklist("evaluation", on=ON, discipline="PT"))
    ot = required(checklist("evaluation", on=ON, discipline="OT"))
    slp = required(checklist("evaluation", on=ON, discipline="SLP"))
    components = {"pt_history", "pt_examination", "pt_presentation", "pt_decision_making"}
    assert components <= pt
    assert {"ot_profile", "ot_deficits", "ot_decision_making"} <= ot
    assert not any(name.startswith(("pt_", "ot_")) for name in slp)
    assert not components & required(checklist("evaluation", on=date(2016, 12, 31)))


def test_the_assistants_own_minutes_are_asked_for_since_2020() -> None:
    assert "assistant_minutes" in required(checklist("daily-note", on=date(2020, 1, 1)))
    assert "assistant_minutes" not in required(checklist("daily-note", on=date(2019, 12, 31)))


def test_medicares_items_are_recommended_where_the_payers_own_are_not_held() -> None:
    held = checklist("daily-note", "aetna", on=ON)
    assert "timed_minutes" not in required(held)
    assert "timed_minutes" in {item.item_id for item in held.items}
    assert any("Read the payer's policy" in note for note in held.notes)


def test_a_payers_own_item_is_required_of_it_alone() -> None:
    assert "cigna_report" in required(checklist("discharge", "cigna", on=ON))
    assert "cigna_report" not in {item.item_id for item in checklist("discharge", on=ON).items}


@every_document
def test_the_answer_as_json_is_plain(document: str) -> None:
    held = checklist(document, on=ON)
    told = json.loads(json.dumps(held.to_dict()))
    assert told["document"] == document
    assert len(told["items"]) == len(held.items)


def elements(items: list[Resource]) -> Iterator[Resource]:
    for element in items:
        yield element
        yield from elements(element.get("item", []))


FHIR_NAME = re.compile(r"[A-Z][A-Za-z0-9_]{0,254}")
QUESTION_TYPES = {"boolean", "date", "integer", "string", "text", "choice"}


@every_document
@pytest.mark.parametrize("payer", ["medicare", "uhc_commercial", "some new payer"])
def test_the_form_is_a_questionnaire_as_fhir_r4_asks(document: str, payer: str) -> None:
    form: Resource = json.loads(json.dumps(checklist(document, payer, on=ON).to_questionnaire()))
    assert form["resourceType"] == "Questionnaire"
    assert form["status"] == "active"
    assert FHIR_NAME.fullmatch(form["name"])
    assert " " not in form["url"]
    found = list(elements(form["item"]))
    links = [element["linkId"] for element in found]
    assert len(links) == len(set(links))
    for element in found:
        if element["type"] == "group":
            assert element["item"]  # que-1
        elif element["type"] == "display":
            assert "item" not in element  # que-1
            assert "required" not in element  # que-6
        else:
            assert element["type"] in QUESTION_TYPES
            assert isinstance(element["required"], bool)
            assert ("answerOption" in element) == (element["type"] == "choice")  # que-5
            assert element["text"]


def test_a_question_that_depends_on_a_condition_is_not_required_in_the_form() -> None:
    form: Resource = json.loads(json.dumps(checklist("daily-note", on=ON).to_questionnaire()))
    asked = {each["linkId"].split(".")[-1]: each for each in elements(form["item"])}
    assert asked["timed_minutes"]["required"] is True
    assert asked["student"]["required"] is False
    assert asked["student"]["text"].startswith("Where a student took part")
