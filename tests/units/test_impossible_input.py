"""Minutes that no day has are refused, in one visit and in a file."""

from datetime import date

import polars as pl
import pytest

import gaitbelt
from gaitbelt.language.errors import ImpossibleInput

DAY = date(2026, 3, 2)


@pytest.mark.parametrize("minutes", [1441, 10**30])
def test_more_minutes_than_a_day_has_are_refused(minutes: int) -> None:
    with pytest.raises(ImpossibleInput, match="more than a day has"):
        gaitbelt.count_units({"97110": minutes}, payer="medicare", on=DAY)


def test_a_month_of_remote_monitoring_may_be_longer_than_a_day() -> None:
    counted = gaitbelt.count_units({"98980": 1500}, payer="medicare", on=DAY)
    assert counted.total_treatment_minutes == 1500


def test_a_check_empties_the_value_and_says_so() -> None:
    line = pl.DataFrame(
        {
            "claim_id": ["c1"],
            "line_number": [1],
            "patient_id": ["p1"],
            "date_of_service": [DAY],
            "payer": ["medicare"],
            "discipline": ["PT"],
            "hcpcs_code": ["97110"],
            "modifiers": [["GP"]],
            "unit_count": [2],
            "minutes": [100_000],
        }
    )
    report = gaitbelt.check(line)
    assert report.problems["problem_code"].to_list() == ["too_many_minutes"]
    unknown = report.findings.filter(rule_code="UNT001")
    assert unknown["outcome"].to_list() == ["cannot tell"]
    assert unknown["missing"].to_list() == [["minutes"]]
