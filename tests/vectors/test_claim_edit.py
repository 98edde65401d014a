"""Outside examples of claims that come back: the therapy modifier absent or doubled."""

from datetime import date, timedelta

import polars as pl

import gaitbelt
from gaitbelt.services.law import load_law
from tests.vectors.outside import Vector, each_of

PAYERS = {"medicare_b": "medicare"}


def rule_of(vector: Vector) -> str:
    """Return the rule that speaks: MOD001 of no therapy modifier, MOD002 of several."""
    (line,) = vector["inputs"]["lines"]
    return "MOD002" if line["mods"] else "MOD001"


def found(vector: Vector, on: date) -> dict[str, str]:
    """Return the severity of each rule that finds the example's claim on a date."""
    (line,) = vector["inputs"]["lines"]
    claim = {
        "claim_id": "c1",
        "line_number": 1,
        "patient_id": "p1",
        "date_of_service": on,
        "payer": PAYERS[vector["inputs"]["payer"]],
        "hcpcs_code": line["code"],
        "modifiers": line["mods"],
        "unit_count": 1,
    }
    lines = pl.DataFrame([claim], schema_overrides={"modifiers": pl.List(pl.String)})
    breaches = gaitbelt.evaluate(lines).filter(outcome="breach")
    return dict(breaches.select("rule_code", "severity").iter_rows())


def on_date(vector: Vector) -> date:
    return date.fromisoformat(vector["inputs"]["dos"])


@each_of("claim_edit")
def test_a_claim_that_comes_back_is_found(vector: Vector) -> None:
    assert vector["expected"]["result"] == "return_or_reject"
    assert found(vector, on_date(vector))[rule_of(vector)] == "deny"


@each_of("claim_edit")
def test_the_card_names_the_reason_and_the_group_that_come_back(vector: Vector) -> None:
    rule = load_law().rulebook.rule(rule_of(vector))
    assert rule is not None
    expected = vector["expected"]
    said = f"reason code {expected['carc']} and group {expected['group']}"
    assert said in rule.card.sections["Why it matters"]


@each_of("claim_edit")
def test_the_same_claim_of_the_day_before_is_not_found(vector: Vector) -> None:
    assert rule_of(vector) not in found(vector, on_date(vector) - timedelta(days=1))
