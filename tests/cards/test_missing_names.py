"""What a rule names as missing is what is missing, and nothing that is there."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from gaitbelt.tables.service_line import SERVICE_LINE

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
