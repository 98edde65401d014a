"""Worked examples about claim acknowledgements (277CA)."""

from datetime import date
from typing import Any

from gaitbelt.library import acknowledgement_codes as codes
from gaitbelt.library.codes import code_row
from tests.vectors.outside import Vector, each_of


def judge_categories(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    assert asked == {}
    for code, said in expected.items():
        held = codes.status_category(code.lower())
        assert held is not None
        assert held.is_rejected is said.startswith("rejected")
        assert held.confidence == "S"
    missing = codes.status_category("A6")
    assert missing is not None
    assert "missing" in missing.meaning


def judge_edit(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    edit = codes.front_end_edit(asked["edit"])
    assert edit is not None
    assert (edit.status_category_code, edit.status_code) == (
        expected["category"],
        expected["status"],
    )
    assert edit in codes.edits_answering(expected["category"], expected["status"])
    assert code_row("97001", date(2017, 1, 1)) is None  # what the example is for


def judge_place(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    (place,) = [each for each in codes.message_places() if each.transaction == asked["transaction"]]
    assert (place.loop, place.element) == (expected["loop"], expected["element"])


JUDGES = {
    "gap-277ca-categories": judge_categories,
    "gap-277ca-bad-hcpcs": judge_edit,
    "gap-277ca-cgs-smartedit-location": judge_place,
}


@each_of("claim_ack")
def test_a_worked_example_about_acknowledgements_comes_out(vector: Vector) -> None:
    JUDGES[vector["id"]](vector["inputs"], vector["expected"])


def test_a_category_without_a_source_has_no_meaning() -> None:
    assert codes.status_category("F1") is None
    assert codes.front_end_edit("X222.0") is None
