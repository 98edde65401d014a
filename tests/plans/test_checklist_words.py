"""The rules on plans of care and the checklists say the same in the same words."""

import csv
from datetime import date

from gaitbelt.facts.plans_of_care import ASSUMED, REQUIRED
from gaitbelt.library import policy
from gaitbelt.tables.plan_of_care import PLAN_CONTENTS, PLAN_OF_CARE
from tests.house.tree import PACKAGE

ITEMS = PACKAGE / "reference" / "documents" / "checklist_items.csv"


def items() -> list[dict[str, str]]:
    with ITEMS.open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["document"] == "plan_of_care"]
    return [row for row in rows if row["payer"] == "medicare"]


def options(item_id: str) -> set[str]:
    (row,) = [row for row in items() if row["item_id"] == item_id]
    return {option.replace(" ", "_") for option in row["answer_options"].split("|")}


def test_the_contents_of_a_plan_are_the_items_of_the_checklist() -> None:
    asked = [
        row["item_id"]
        for row in items()
        if row["section"] == "contents" and row["obligation"] == "required"
    ]
    assert sorted(PLAN_CONTENTS) == sorted(asked)
    assert sorted((*REQUIRED, *ASSUMED)) == sorted(PLAN_CONTENTS)


def test_who_may_certify_is_who_the_checklist_names() -> None:
    row = policy.value("medicare", "certifiers", date(2026, 3, 2))
    assert row is not None
    assert isinstance(row.value, tuple)
    assert set(row.value) == options("certifier")


def test_every_profession_of_a_published_list_is_a_word_of_its_column() -> None:
    columns = {
        "certifiers": "certified_by",
        "plan_establishers": "plan_established_by",
        "plan_change_signers": "plan_change_signed_by",
    }
    for name, column in columns.items():
        row = policy.value("medicare", name, date(2026, 3, 2))
        assert row is not None
        assert isinstance(row.value, tuple)
        assert set(row.value) <= set(PLAN_OF_CARE[column].words)


def test_a_plan_is_certified_in_the_ways_that_the_checklist_knows() -> None:
    known = {option.replace(",_then_signature", "") for option in options("certification_way")}
    ways = {way.replace("order_and_plan_sent", "order") for way in _ways()}
    assert {way.replace("_and_plan_sent", "") for way in known} == ways


def _ways() -> set[str]:
    return set(PLAN_OF_CARE["certification_way"].words) - {"none"}
