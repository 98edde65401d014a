"""The outside example on diagnoses, judged by the shipped rules."""

from datetime import date

import polars as pl

from gaitbelt.engine.evaluate import judge
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import BREACH, CANNOT_TELL
from tests.vectors.outside import Vector, each_of

FAMILY = "DXC"
AFTERCARE = "DXC008"


def found(*codes: str) -> set[tuple[str, str]]:
    """Return what the diagnosis rules find on a visit, by rule and outcome."""
    visit = pl.DataFrame(
        {
            "claim_id": ["c1"],
            "line_number": [1],
            "patient_id": ["p1"],
            "date_of_service": [date(2026, 3, 2)],
            "payer": ["medicare"],
            "discipline": ["PT"],
            "hcpcs_code": ["97110"],
            "modifiers": [["GP"]],
            "diagnosis_codes": [list(codes)],
        }
    )
    law = load_law()
    told = judge(
        visit, law.rulebook, law.policy, law.reference, outcomes=(BREACH, CANNOT_TELL)
    ).findings
    rows = told.select("rule_code", "outcome").rows()
    return {(rule, outcome) for rule, outcome in rows if rule.startswith(FAMILY)}


@each_of("diagnosis")
def test_an_injury_has_its_own_code_and_no_aftercare_code(vector: Vector) -> None:
    codes = vector["expected"]["dx"]
    assert found(*codes) == set()
    for code in vector["expected"]["not"]:
        assert found(code, *codes) == {(AFTERCARE, BREACH)}
