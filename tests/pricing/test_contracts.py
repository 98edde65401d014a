"""Contracts as data: each way of paying, and what is refused."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.services.pricing import Contract, contract_of, load_contract, price, price_day

ON = date(2026, 3, 2)
# CY2026 national, from the published relative values: 97110 29.06 and 22.21 reduced,
# 97530 35.07 and 25.05, 97140 27.72 and 21.21.


def plan(**fields: Any) -> Contract:  # noqa: ANN401 (what YAML holds)
    return contract_of({"payer": "acme", **fields})


def allowed(services: str, contract: Contract) -> list[Decimal | None]:
    day = price_day(services, on=ON, locality="national", contract=contract)
    return [line.allowed_amount for line in day.lines]


def test_a_share_of_medicare_is_taken_of_each_units_fee() -> None:
    paid = allowed("97110x2", plan(pays={"percent_of_medicare": 110}))
    assert paid == [Decimal("63.94")]  # 29.06 times 1.10 is 31.966, so 31.97 a unit


def test_no_reduction_is_taken_that_the_contract_does_not_name() -> None:
    own = allowed("97110x2", plan(pays={"percent_of_medicare": 100}))
    as_medicare = allowed("97110x2", plan(pays={"percent_of_medicare": 100}, reduction="medicare"))
    assert (own, as_medicare) == ([Decimal("58.12")], [Decimal("51.27")])


def test_a_frozen_year_keeps_its_rates() -> None:
    # CY2020 national 97110, as published: 31.40
    frozen = plan(pays={"percent_of_medicare": 100, "medicare_on": "2020-07-01"})
    assert allowed("97110", frozen) == [Decimal("31.40")]


def test_a_schedule_pays_its_codes_and_no_others() -> None:
    listed = plan(pays={"schedule": {"97110": "32.50", 97530: 40}})
    day = price_day("97110x2, 97530, 97140", on=ON, contract=listed)
    assert [line.allowed_amount for line in day.lines] == [Decimal("65.00"), Decimal("40.00"), None]
    assert day.lines[2].note == "The contract gives no rate for this code."


def test_the_lesser_of_charge_and_rate_is_paid_where_agreed() -> None:
    fields = {"pays": {"per_unit": "30.00"}}
    either = plan(**fields, lesser_of_charge=True)
    assert allowed("97110 @25.00", either) == [Decimal("25.00")]
    assert allowed("97110 @25.00", plan(**fields)) == [Decimal("30.00")]


def test_a_flat_rate_is_paid_once_a_visit() -> None:
    flat = plan(pays={"per_visit": "95.00"}, carve_outs=[{"codes": ["97161"], "per_unit": 80}])
    assert allowed("97110x3, 97140", flat) == [Decimal("95.00"), Decimal("0.00")]
    assert allowed("97161, 97110", flat) == [Decimal("80.00"), Decimal("95.00")]


def test_a_flat_rate_is_limited_by_the_charges_of_the_visit() -> None:
    flat = plan(pays={"per_visit": "95.00"}, lesser_of_charge=True)
    assert allowed("97110 @50.00, 97140 @30.00", flat) == [Decimal("80.00"), Decimal("0.00")]
    assert allowed("97110 @50.00, 97140", flat) == [Decimal("95.00"), Decimal("0.00")]


def test_a_visit_cap_is_used_up_in_the_order_of_lines() -> None:
    capped = plan(pays={"per_unit": "40.00"}, visit_cap="100.00")
    assert allowed("97110x2, 97140, 97530", capped) == [
        Decimal("80.00"),
        Decimal("20.00"),
        Decimal("0.00"),
    ]


def test_a_carved_out_code_is_paid_apart_or_not_at_all() -> None:
    carved = plan(
        pays={"percent_of_medicare": 100},
        carve_outs=[
            {"codes": ["97140"], "schedule": {"97140": "20.00"}},
            {"codes": ["97530"], "covered": False},
        ],
    )
    day = price_day("97110, 97140, 97530", on=ON, locality="national", contract=carved)
    assert [line.allowed_amount for line in day.lines] == [
        Decimal("29.06"),
        Decimal("20.00"),
        None,
    ]
    assert day.lines[2].note == "The contract does not cover this code."


def test_practice_expense_can_be_cut_with_the_highest_allowance_in_full() -> None:
    # 97112 has a practice expense of 0.47 against 0.48 of 95992, which is not on the list.
    ranked = plan(pays={"percent_of_medicare": 100}, reduction={"rank_by": "allowance"})
    day = price_day("97530, 97161", on=ON, locality="national", contract=ranked)
    assert [line.reduced_unit_count for line in day.lines] == [1, 0]


def test_a_plan_cuts_the_fee_where_medicare_cuts_its_payment() -> None:
    cut = plan(pays={"per_unit": 100}, assistant_share="0.85", coinsurance_rate="0.20")
    line = price_day("97110-CQ", on=ON, contract=cut).lines[0]
    assert line.allowed_amount == Decimal("85.00")
    assert line.waterfall["plan_assistant_amount"] == Decimal("15.00")
    assert line.waterfall["patient_amount"] == Decimal("17.00")
    assert line.waterfall["sequestration_amount"] == Decimal("0.00")


def test_no_payment_is_told_where_the_patients_share_is_not_agreed() -> None:
    line = price_day("97110", on=ON, contract=plan(pays={"per_unit": 100})).lines[0]
    assert line.allowed_amount == Decimal("100.00")
    assert line.waterfall["expected_payment_amount"] is None
    assert line.note is not None
    assert "patient's share" in line.note


def test_a_contract_pays_its_payer_and_its_dates_only() -> None:
    lines = pl.DataFrame(
        {
            "patient_id": ["p1"] * 4,
            "date_of_service": [date(2026, 6, 30), date(2026, 7, 1), ON, ON],
            "payer": ["acme", "acme", "Medicare", "other"],
            "hcpcs_code": ["97110"] * 4,
            "unit_count": [1] * 4,
        }
    )
    agreed = plan(pays={"per_unit": 50}, effective_through="2026-06-30")
    answer = price(lines, locality="national", contracts=[agreed])
    assert answer["allowed_amount"].to_list() == [Decimal("50.00"), None, Decimal("29.06"), None]
    assert answer["price_note"][3] is not None
    assert "No contract" in answer["price_note"][3]


def test_a_contract_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(
        "payer: Acme\npays: {schedule: {97110: 32.10, G0283: 11.05}}\nlesser_of_charge: yes\n"
        "effective_from: 2026-01-01\ncite: Exhibit B\n".replace(": yes", ": true"),
        encoding="utf-8",
    )
    held = load_contract(path)
    assert (held.payer, held.is_lesser_of_charge) == ("acme", True)
    assert held.pays.amounts == {"97110": Decimal("32.10"), "G0283": Decimal("11.05")}
    assert "Exhibit B" in price_day("97110", on=ON, contract=held).citations


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"pays": {"per_unit": 1}, "rate": 3}, "unknown fields rate"),
        ({}, "lacks payer or pays"),
        ({"pays": {}}, "name one of"),
        ({"pays": {"per_unit": -1}}, "zero or more"),
        ({"pays": {"per_unit": 1}, "reduction": "medicare"}, "no practice expense"),
        ({"pays": {"per_unit": 1}, "reduction": "half"}, "half is not known"),
        ({"pays": {"per_unit": 1}, "effective_from": "soon"}, "not a date"),
        ({"pays": {"per_unit": 1}, "lesser_of_charge": "perhaps"}, "perhaps is not known"),
        ({"pays": {"per_unit": 1}, "carve_outs": [{"per_unit": 1}]}, "names its codes"),
    ],
)
def test_a_contract_that_cannot_be_understood_says_where(fields: Any, told: str) -> None:  # noqa: ANN401 (what YAML holds)
    with pytest.raises(ImpossibleInput, match=told):
        contract_of({"payer": "acme", **fields})


def test_a_file_that_is_no_contract_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("- 1\n", encoding="utf-8")
    with pytest.raises(ImpossibleInput, match=r"list.yaml holds no fields"):
        load_contract(path)
    path.write_text("a: [", encoding="utf-8")
    with pytest.raises(ImpossibleInput, match=r"list.yaml is not YAML"):
        load_contract(path)
