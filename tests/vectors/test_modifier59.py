"""Outside examples of modifier 59: blocks apart in time, and another spinal region."""

from datetime import date, datetime

import polars as pl

import gaitbelt
from gaitbelt.methods.separate_intervals import in_turn, separation
from tests.vectors.outside import Vector, each_of, vectors

ON = date(2026, 3, 2)
BEGINS = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 (clinics write local times)


def breaches(rows: list[dict[str, object]]) -> set[str]:
    """Return the rules that find something in lines of one visit."""
    visit = {
        "claim_id": "c1",
        "patient_id": "p1",
        "date_of_service": ON,
        "payer": "medicare",
        "setting": "practitioner",
        "rendering_provider_npi": "1234567893",
    }
    lines = pl.DataFrame([{**visit, "line_number": n, **row} for n, row in enumerate(rows, 1)])
    return set(gaitbelt.evaluate(lines).filter(outcome="breach")["rule_code"])


def judge_blocks(vector: Vector) -> None:
    sequence = [(str(code), int(minutes)) for code, minutes in vector["inputs"]["sequence"]]
    times = in_turn(BEGINS, sequence)
    first, second = times.values()
    apart = separation(first, second)
    expected = vector["expected"]
    assert apart.is_in_separate_blocks is expected["distinct_blocks"]
    lines: list[dict[str, object]] = [
        {
            "hcpcs_code": code,
            "modifiers": ["GP", "59"] if code == sequence[0][0] else ["GP"],
            "minutes": int((end - start).total_seconds()) // 60,
            "started_at": start,
            "ended_at": end,
        }
        for code, intervals in times.items()
        for start, end in intervals
    ]
    assert ("MOD019" not in breaches(lines)) is expected["mod59_supportable"]


def judge_regions(vector: Vector) -> None:
    manipulation, manual = vector["inputs"]["codes"]
    assert vector["inputs"]["same_region"] is False
    expected = vector["expected"]
    edit = gaitbelt.ptp_edit(manipulation, manual, on=ON, setting="practitioner")
    assert (edit.is_active and edit.modifier_indicator == 1) is expected["separately_reportable"]

    def billed(*modifiers: str) -> set[str]:
        first = {"hcpcs_code": manipulation, "modifiers": ["AT"], "unit_count": 1}
        return breaches([first, {"hcpcs_code": manual, "modifiers": [*modifiers], "unit_count": 1}])

    assert "PTP001" in billed("GP")
    for modifier in expected["modifiers_any_of"]:
        assert not {"PTP001", "PTP002", "MOD009"} & billed("GP", modifier)


@each_of("modifier59")
def test_a_separate_service_is_told_from_one_that_is_not(vector: Vector) -> None:
    judge = judge_blocks if "sequence" in vector["inputs"] else judge_regions
    judge(vector)


def test_both_kinds_of_example_are_there() -> None:
    kinds = {"sequence" in vector["inputs"] for vector in vectors("modifier59")}
    assert kinds in (set(), {True, False})
