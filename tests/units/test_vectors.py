"""Every outside example about units, through the public functions.

Expected values are the sources'. Where a source is from memory the test's id says so.
"""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from gaitbelt.language.money import dollars, millionths, whole_cents
from gaitbelt.library import codes, policy
from gaitbelt.methods.pricing import NATIONAL, fee
from gaitbelt.methods.pricing.waterfall import WHOLE, Shares, allowed_of, paid_of
from gaitbelt.methods.units.midpoint import units_by_midpoint
from gaitbelt.services.remote_monitoring import are_both_payable, management_code, supply_code
from gaitbelt.services.units import UnitCount, UnitLine, count_units
from tests.units.outside import CATEGORIES, Vector, vector_parameters, vectors

ON = date(2026, 3, 2)
PAYER_DATES = {
    "bcbs_ne": ("bcbs_ne", date(2022, 9, 22)),
    "uhc_commercial": ("uhc_commercial", date(2020, 1, 1)),
    "highmark": ("highmark", date(2016, 3, 2)),
    "tx_medicaid_2012": ("tx_medicaid", date(2012, 6, 1)),
}
"""Each payer's example on a date that its policy row covers."""


def units_of(count: UnitCount) -> dict[str, int]:
    return units_of_lines(count.lines)


def billed(count: UnitCount) -> list[tuple[str, int, tuple[str, ...]]]:
    return sorted(
        (line.hcpcs_code, line.unit_count, line.modifiers)
        for line in count.lines
        if line.unit_count
    )


def positive(units: dict[str, int]) -> dict[str, int]:
    return {code: count for code, count in units.items() if count}


def judge_minutes(inputs: Vector, expected: Vector) -> None:
    payer, on = PAYER_DATES.get(inputs.get("payer", ""), ("medicare", ON))
    method = "ama-midpoint" if inputs.get("rule") == "ama_midpoint" else None
    minutes = {**inputs["minutes"], **inputs.get("untimed", {})}
    count = count_units(minutes, payer=payer, on=on, method=method)
    judge_count(count, expected)


def judge_count(count: UnitCount, expected: Vector) -> None:
    units = units_of(count)
    actual: dict[str, object] = {
        "total": count.total_timed_minutes,
        "total_timed": count.total_timed_minutes,
        "total_treatment_time": count.total_treatment_minutes,
        "units_total": count.total_timed_units,
        "distinct_codes_billed": len(units),
        "max_units_per_code": max(units.values(), default=0),
        "minutes": count.total_treatment_minutes,
    }
    for name, value in expected.items():
        if name == "units_any_of":
            assert units in value
            answers = [units, *(units_of_lines(lines) for lines in count.alternatives)]
            assert sorted(map(str, (sorted(a.items()) for a in answers))) == sorted(
                map(str, (sorted(a.items()) for a in value))
            )
        elif name == "units":
            assert (units if isinstance(value, dict) else count.total_timed_units) == (
                positive(value) if isinstance(value, dict) else value
            )
        else:
            assert actual[name] == value, name


def units_of_lines(lines: Iterable[UnitLine]) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        found[line.hcpcs_code] = found.get(line.hcpcs_code, 0) + line.unit_count
    return positive(found)


def judge_timed_total(inputs: Vector, expected: Vector) -> None:
    count = count_units({"97110": inputs["timed_total"]}, on=ON)
    assert count.total_timed_units == expected["units_total"]
    if "quotient" in expected:
        found = divmod(inputs["timed_total"], 15)
        assert found == (expected["quotient"], expected["remainder"])


def judge_base(inputs: Vector, expected: Vector) -> None:
    base = inputs.get("base_minutes", inputs.get("base_min"))
    found = units_by_midpoint(np.array([inputs["minutes"]]), np.array([base]))
    assert found.tolist() == [expected["units"]]


def judge_code(inputs: Vector, expected: Vector) -> None:
    count = count_units({inputs["code"]: inputs["minutes"]}, on=ON)
    assert units_of(count) == positive({inputs["code"]: expected["units"]})


def judge_family(inputs: Vector, expected: Vector) -> None:
    count = count_units({inputs["code_family"]: inputs["minutes"]}, on=ON)
    assert units_of(count) == positive(expected["units"])


def judge_episodes(inputs: Vector, expected: Vector) -> None:
    judge_count(count_units(inputs["episodes_1on1"], on=ON), expected)


def judge_palmetto(inputs: Vector, expected: Vector) -> None:
    def is_long_enough(minutes: int) -> bool:
        count = count_units({inputs["code"]: minutes}, payer="medicare_palmetto", on=ON)
        return not any("at least 11" in note for note in count.notes)

    assert is_long_enough(inputs["minutes"]) == expected["time_ok"]
    assert not is_long_enough(inputs["minutes"] - 1)
    assert not count_units({inputs["code"]: 1}, on=ON).notes


def judge_timed_list(inputs: Vector, expected: Vector) -> None:
    row = policy.value(inputs["payer"], "timed_codes", date(2020, 1, 1))
    assert row is not None
    assert list(row.value if isinstance(row.value, tuple) else ()) == expected["timed_codes"]


def judge_assistant(inputs: Vector, expected: Vector) -> None:
    """Judge a visit shared by therapist and assistant, in any of the vectors' shapes."""
    on = date.fromisoformat(inputs.get("dos", "2022-02-01"))
    code = inputs.get("code") or inputs.get("same_code") or inputs.get("untimed_code") or "97110"
    by_therapist = inputs.get("pt") or inputs.get("ot") or {}
    by_assistant = inputs.get("pta") or inputs.get("ota") or {}
    for name in ("pt_min", "pt_minutes", "pt_and_pta_together", "code_total_min"):
        by_therapist = {code: inputs[name]} if name in inputs else by_therapist
    for name in ("pta_min", "pta_minutes"):
        by_assistant = {code: inputs[name]} if name in inputs else by_assistant
    minutes = {
        name: by_therapist.get(name, 0) + by_assistant.get(name, 0)
        for name in {**by_assistant, **by_therapist}
    }
    count = count_units(
        minutes,
        payer=inputs.get("payer", "medicare"),
        on=on,
        discipline="OT" if "ot" in inputs else "PT",
        assistant=by_assistant,
        setting=inputs.get("setting", "practitioner"),
    )
    marks = {mark for _, _, modifiers in billed(count) for mark in modifiers} & {"CQ", "CO"}
    for name, value in expected.items():
        if name == "lines":
            assert billed(count) == sorted(
                (line.get("code", code), line["units"], tuple(line["mods"])) for line in value
            )
        elif name in ("cq_required", "modifier_required"):
            assert bool(marks) == value
        elif name == "modifier":
            assert marks == ({value} if value else set())
        else:
            judge_count(count, {name: value})


def rate(payer: str, name: str, on: date) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return a published rate of a payer for one line, in millionths."""
    row = policy.value(payer, name, on)
    assert row is not None
    return np.array([millionths(Decimal(str(row.value)))])


def judge_medicare_payment(_: Vector, expected: Vector) -> None:
    whole, none, allowed = np.array([WHOLE]), np.array([0]), Decimal("100.00")
    names = ("coinsurance_rate", "assistant_payment_rate", "sequestration_rate")
    coinsurance, assistant, last = (rate("medicare", name, ON) for name in names)
    shares = Shares(whole, coinsurance, assistant, none, last)
    paid = paid_of(np.array([whole_cents(allowed)]), none, shares)
    patient, cut = dollars(int(paid.patient[0])), dollars(int(paid.assistant[0]))
    assert {
        "medicare_before_sequester": allowed - patient - cut,
        "patient_coinsurance": patient,
        "total_to_provider": allowed - cut,
        "after_sequester_2pct": dollars(int(paid.expected[0])),
    } == {name: Decimal(str(value)) for name, value in expected.items()}


def judge_plan_payment(inputs: Vector, expected: Vector) -> None:
    on = date.fromisoformat(inputs["dos"])
    none, plan_fee = np.array([0]), np.array([whole_cents(Decimal(str(inputs["plan_fee"])))])
    cut = rate(inputs["payer"], "assistant_payment_rate", on)
    shares = Shares(cut, none, np.array([WHOLE]), none, none)
    found = allowed_of(plan_fee, plan_fee, plan_fee, np.array([False]), shares)
    assert dollars(int(found.allowed[0])) == Decimal(str(expected["allowed"]))


def judge_further_month(inputs: Vector, expected: Vector) -> None:
    count = count_units({"98980": 20, inputs["code"]: inputs["additional_minutes"]}, on=ON)
    assert (inputs["code"] in units_of(count)) == expected["billable"]


def judge_supply(inputs: Vector, expected: Vector) -> None:
    on = date(inputs["dos_year"], 6, 1)
    assert supply_code(inputs["system"], inputs["days_of_data"], on) == expected["code"]


def judge_management(inputs: Vector, expected: Vector) -> None:
    on = date(inputs["dos_year"], 6, 1)
    assert management_code(inputs["minutes_month"], on) == expected["code"]


def judge_fee(inputs: Vector, expected: Vector) -> None:
    on = date(inputs["year"], 6, 1)
    values = codes.relative_values(inputs["code"], on)
    factor = policy.value("medicare", "conversion_factor", on)
    assert values is not None
    assert factor is not None
    found = fee(
        values.work_rvu,
        values.nonfacility_pe_rvu,
        values.malpractice_rvu,
        NATIONAL,
        Decimal(str(factor.value)),
    )
    assert found == Decimal(str(expected["fee"]))


def judge_both_bands(inputs: Vector, expected: Vector) -> None:
    assert are_both_payable(*inputs["codes"]) == expected["both_payable"]


def judge_therapy_codes(inputs: Vector, expected: Vector) -> None:
    on = date(inputs["year"], 6, 1)
    rows = [row for code in codes.all_codes() if (row := codes.code_row(code, on))]
    begun = [
        row.hcpcs_code
        for row in rows
        if row.effective_from == date(inputs["year"], 1, 1)
        and row.therapy_class == "sometimes"
        and not any(period.effective_through for period in codes.code_periods(row.hcpcs_code))
    ]
    assert begun == expected["new_sometimes_therapy"]


def judge_sometimes(inputs: Vector, expected: Vector) -> None:
    for code in inputs["codes"]:
        row = codes.code_row(code, ON)
        assert row is not None
        assert (row.therapy_class == "sometimes") == expected["sometimes_therapy"]


def judge_management_mark(inputs: Vector, expected: Vector) -> None:
    code = inputs["code"]
    count = count_units({code: 12}, on=ON, discipline="PT", assistant={code: 12})
    assert any("CQ" in line.modifiers for line in count.lines) == expected["cq_required"]


Judge = Callable[[Vector, Vector], None]

BY_ID: dict[str, Judge] = {
    "palmetto-97161-11": judge_palmetto,
    "gap-units-uhc-timed-list": judge_timed_list,
    "cq-payment-88": judge_medicare_payment,
    "gap-cq-horizon-payment": judge_plan_payment,
    "rtm-98981-22": judge_further_month,
    "gap-rtm-98979-pay": judge_fee,
    "gap-rtm-no-both-bands": judge_both_bands,
    "gap-rtm-r13431cp": judge_therapy_codes,
    "gap-rtm-sometimes-therapy": judge_sometimes,
    "gap-rtm-mgmt-cq": judge_management_mark,
}

BY_INPUT: tuple[tuple[str, str, Judge], ...] = (
    ("cq_co", "", judge_assistant),
    ("group", "episodes_1on1", judge_episodes),
    ("rtm", "days_of_data", judge_supply),
    ("rtm", "minutes_month", judge_management),
    ("ama_midpoint", "base_minutes", judge_base),
    ("ama_midpoint", "base_min", judge_base),
    ("ama_midpoint", "code_family", judge_family),
    ("ama_midpoint", "code", judge_code),
    ("eight_minute", "timed_total", judge_timed_total),
    ("eight_minute", "minutes", judge_minutes),
    ("ama_midpoint", "minutes", judge_minutes),
)


def judge_of(vector: Vector) -> Judge | None:
    if vector["id"] in BY_ID:
        return BY_ID[vector["id"]]
    for category, name, judge in BY_INPUT:
        if vector["category"] == category and (not name or name in vector["inputs"]):
            return judge
    return None


def test_every_vector_about_units_is_judged(corpus: Path) -> None:
    assert corpus.is_dir()
    assert {vector["category"] for vector in vectors()} == set(CATEGORIES)
    assert len(vectors()) >= 77
    assert [vector["id"] for vector in vectors() if judge_of(vector) is None] == []


@pytest.mark.parametrize("vector", vector_parameters())
def test_a_worked_example_from_outside_comes_out_as_its_source_says(vector: Vector) -> None:
    judge = judge_of(vector)
    assert judge is not None
    judge(vector["inputs"], vector["expected"])
