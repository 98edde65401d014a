"""What a rule names as missing is what is missing, and nothing that is there."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from gaitbelt.tables.service_line import CONTRACT, SERVICE_LINE
from tests.cards.examples import examples

UNDECIDED = [
    pytest.param(rule.card.code, example.lines, id=f"{rule.card.code}: {example.case}")
    for rule in load_rulebook().active()
    for example in examples(rule.card)
    if example.outcome == "cannot tell"
]

LINE = {
    "claim_id": "c1",
    "line_number": 1,
    "patient_id": "p1",
    "date_of_service": date(2026, 3, 2),
    "payer": "medicare",
    "discipline": "PT",
    "setting": "practitioner",
    "hcpcs_code": "97110",
    "unit_count": 1,
    "minutes": 15,
    "assistant_minutes": 0,
    "modifiers": ["GP"],
}


@pytest.mark.parametrize(
    ("code", "changed", "missing"),
    [
        ("COD001", {"hcpcs_code": "ZZ999"}, ["registry entry of the code"]),
        ("COD001", {"hcpcs_code": None}, ["hcpcs_code"]),
        ("COD001", {"date_of_service": None}, ["date_of_service"]),
        ("UNT006", {"discipline": None, "modifiers": []}, ["discipline"]),
        (
            "THR001",
            {"date_of_service": date(2027, 1, 4)},
            ["published value of kx_threshold_pt_slp"],
        ),
        (
            "THR001",
            {"date_of_service": date(2027, 1, 4), "discipline": "OT", "modifiers": ["GO"]},
            ["published value of kx_threshold_ot"],
        ),
    ],
)
def test_only_what_is_missing_is_named(
    code: str, changed: dict[str, object], missing: list[str]
) -> None:
    known = {**LINE, "allowed_amount": Decimal("30.00"), **changed, "is_subject": True}
    lines = pl.DataFrame([known], schema={**SERVICE_LINE, "is_subject": pl.Boolean()})
    judged = judge(
        lines, load_rulebook(), load_policy(), load_reference(), only=frozenset({code})
    ).findings
    assert judged["outcome"].to_list() == ["cannot tell"]
    assert judged["missing"].to_list() == [missing]


@pytest.mark.parametrize(("code", "lines"), UNDECIDED)
def test_what_is_named_is_a_column_left_empty_or_something_that_is_not_held(
    code: str, lines: pl.DataFrame
) -> None:
    law = (load_rulebook(), load_policy(), load_reference())
    judged = judge(lines, *law, only=frozenset({code})).findings
    empty = {
        name
        for name in lines.columns
        if any(cell is None or cell == [] for cell in lines[name].to_list())
    }
    filled = set(lines.columns) - empty
    for word in {word for words in judged["missing"].to_list() for word in words}:
        if " " in word:
            assert not word.startswith("code facts: "), "a phrase says what is not held"
        else:
            assert word in CONTRACT, "a user has no such column"
            assert word not in filled, "the column is filled on every line"


@pytest.mark.parametrize(
    ("code", "case", "missing"),
    [
        ("DXC009", "Before the first list", "ICD-10-CM Tabular List of the date"),
        ("POC010", "90 days on", "a settled way to count the 90 days"),
        ("FRM001", "Between 90 and 180 days the contract decides", "contract with the payer"),
        ("FRM001", "Payer missing", "payer"),
        ("FRM001", "Day of sending missing", "submitted_on"),
    ],
)
def test_nothing_but_the_open_question_is_named(code: str, case: str, missing: str) -> None:
    rule = load_rulebook().rule(code)
    assert rule is not None
    lines = next(each.lines for each in examples(rule.card) if each.case == case)
    law = (load_rulebook(), load_policy(), load_reference())
    judged = judge(lines, *law, only=frozenset({code})).findings
    assert judged["missing"].to_list() == [[missing]]
