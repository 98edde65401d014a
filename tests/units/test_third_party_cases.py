"""Inputs and outputs of other programs' tests, where they are not known to be mistaken."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gaitbelt.services.units import count_units
from tests.units.outside import third_party_cases

ON = date(2026, 3, 2)
CASES = third_party_cases()


def supported(inputs: dict[str, Any]) -> int:  # a case's inputs as its JSON says them
    code = inputs.get("code", "97110")
    minutes = inputs.get("minutes", inputs.get("97110", 0))
    return count_units({code: minutes}, on=ON).total_timed_units


def judge(rule: str, inputs: dict[str, Any], expected: Any) -> None:  # noqa: ANN401 (JSON, as above)
    match rule:
        case "cms_8min_pooled":
            count = count_units(inputs, on=ON)
            found = {line.hcpcs_code: line.unit_count for line in count.lines}
            assert {"total": count.total_timed_units, **found}.items() >= expected.items()
        case "minutes_to_units":
            assert supported(inputs) == expected["units"]
        case "billed_units_check":
            is_fine = expected.get("allowed", expected.get("valid"))
            assert (inputs["billed"] <= supported(inputs)) == is_fine
        case "validate_timed_units":
            assert (inputs["billed"] <= supported(inputs)) == (expected == "valid")
        case "gp_modifier":
            count = count_units(inputs["codes"], on=ON, discipline="PT")
            needing = [line.hcpcs_code for line in count.lines if "GP" in line.modifiers]
            assert needing == expected["block"]
        case _:
            pytest.fail(f"No judge for cases of {rule}.")


def test_there_are_third_party_cases(corpus: Path) -> None:
    assert corpus.is_dir()
    assert len(CASES) >= 30


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}-{case['inputs']}")
def test_another_program_s_case_comes_out_the_same(case: dict[str, Any]) -> None:
    judge(case["rule"], case["inputs"], case["expected"])
