"""A plain visit in person, or a file that says nothing of places, is left in peace."""

from datetime import date

import polars as pl
import pytest

from gaitbelt.engine.evaluate import judge
from gaitbelt.services.law import load_law

LAW = load_law()
OURS = tuple(
    rule.card.code
    for rule in LAW.rulebook.rules
    if rule.card.code.startswith("TEL") or rule.card.code in {f"COD{n:03}" for n in range(9, 33)}
)
VISIT = {
    "claim_id": "c1",
    "line_number": 1,
    "patient_id": "p1",
    "date_of_service": date(2026, 3, 2),
    "payer": "medicare",
    "discipline": "PT",
    "setting": "practitioner",
    "hcpcs_code": "97110",
    "modifiers": ["GP"],
    "unit_count": 2,
    "minutes": 30,
}
CODES = ("97110", "97140", "97161", "97164", "97530", "97035", "97760", "97129", "97545", "97550")


def found(**changed: object) -> list[tuple[str, str]]:
    line = {name: each for name, each in {**VISIT, **changed}.items() if each is not ...}
    law = (LAW.rulebook, LAW.policy, LAW.reference)
    judged = judge(pl.DataFrame([line]), *law, only=frozenset(OURS))
    return list(judged.findings.select("rule_code", "outcome").iter_rows())


@pytest.mark.parametrize("code", CODES)
def test_a_visit_in_person_finds_nothing(code: str) -> None:
    assert found(hcpcs_code=code, place_of_service_code="11") == []


@pytest.mark.parametrize("code", CODES)
def test_a_file_without_places_finds_nothing(code: str) -> None:
    assert found(hcpcs_code=code) == []


@pytest.mark.parametrize("absent", ["setting", "discipline", "payer"])
def test_a_file_with_little_in_it_finds_nothing(absent: str) -> None:
    assert found(**{absent: ...}) == []


def test_a_code_outside_the_registry_finds_nothing() -> None:
    assert found(hcpcs_code="99999", place_of_service_code="11") == []


@pytest.mark.parametrize("code", ["97110", "97161"])
def test_a_telehealth_visit_as_it_should_be_finds_nothing(code: str) -> None:
    assert found(hcpcs_code=code, modifiers=["GP", "95"], place_of_service_code="10") == []


def test_a_complete_evaluation_finds_nothing() -> None:
    record = {
        "personal_factor_count": 1,
        "examination_element_count": 3,
        "clinical_presentation": "evolving",
        "decision_making": "moderate",
        "evaluation_components": ["history", "examination", "presentation", "decision_making"],
        "place_of_service_code": "11",
        "is_patient_at_home": False,
    }
    assert found(hcpcs_code="97162", **record) == []


def test_a_month_of_monitoring_as_it_should_be_finds_nothing() -> None:
    month = [
        ("98975", date(2026, 3, 2), 20, 1),
        ("98985", date(2026, 3, 31), 15, 1),
        ("98980", date(2026, 3, 31), 20, 1),
        ("98981", date(2026, 3, 31), 20, 1),
    ]
    lines = [
        {
            **VISIT,
            "hcpcs_code": code,
            "date_of_service": day,
            "minutes": minutes,
            "unit_count": units,
            "monitored_days": 12,
            "live_interaction_count": 1,
            "diagnosis_codes": ["M25.561"],
        }
        for code, day, minutes, units in month
    ]
    law = (LAW.rulebook, LAW.policy, LAW.reference)
    assert judge(pl.DataFrame(lines), *law, only=frozenset(OURS)).findings.is_empty()
