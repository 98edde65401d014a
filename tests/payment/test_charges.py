"""Charges are compared exactly, and only with what is there."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.limits.claims import found, frame, is_found, line

amounts = st.integers(1, 50_000).map(lambda each: Decimal(each).scaleb(-2))


@settings(max_examples=60, deadline=None)
@given(amounts, amounts)
def test_one_cent_decides_between_the_rules_on_charges(charge: Decimal, allowed: Decimal) -> None:
    asked = line(charge_amount=charge, allowed_amount=allowed)
    assert is_found("PAY001", asked) is (charge < allowed)
    assert is_found("PAY003", asked) is (charge == allowed)
    paid = {**asked, "allowed_amount": min(charge, allowed), "fee_amount": allowed}
    assert is_found("PAY002", paid) is (charge < allowed)
    assert not is_found("PAY003", paid)
    assert not (is_found("PAY001", asked) and is_found("PAY002", {**asked, "fee_amount": allowed}))


@settings(max_examples=60, deadline=None)
@given(amounts, st.integers(1, 8), st.integers(1, 8), st.integers(-1, 1))
def test_a_units_charge_is_compared_without_rounding(
    a_unit: Decimal, one: int, other: int, cents: int
) -> None:
    first, second = a_unit * one, a_unit * other + Decimal(cents).scaleb(-2)
    lines = [
        line(charge_amount=first, unit_count=one),
        line(charge_amount=second, unit_count=other),
    ]
    assert is_found("PAY006", *lines) is (cents != 0)


def test_lines_of_other_dates_and_patients_may_have_other_charges() -> None:
    lines = [
        line(charge_amount=Decimal("60.00")),
        line(charge_amount=Decimal("50.00"), patient_id="p2"),
        line(charge_amount=Decimal("40.00"), payer="medicare"),
    ]
    assert found("PAY006", frame(*lines)) == []


def test_a_visit_without_charges_has_no_finding_of_payment() -> None:
    for code in ("PAY001", "PAY003", "PAY005", "PAY006"):
        assert found(code, frame(line())) == []


def test_a_reduction_is_no_finding_where_the_contract_has_it() -> None:
    cut = line(adjustment_reason_codes=["45", "59"])
    assert is_found("PAY007", {**cut, "has_multiple_procedure_reduction": False})
    assert not is_found("PAY007", {**cut, "has_multiple_procedure_reduction": True})
    open_ = frame({**cut, "has_multiple_procedure_reduction": None})
    assert found("PAY007", open_) == ["cannot tell"]
