"""Mistakes in charges, and a payer's cut that its contract does not have."""

from dataclasses import replace
from decimal import Decimal

from gaitbelt.services.demo.claims import Claim, Line
from gaitbelt.services.demo.mistake import (
    RECORD,
    Kind,
    first,
    line_recorded,
    recorded,
    with_lines,
)

_CUT = ("45", "59")


def _line_alone(claim: Claim) -> Line | None:
    """Return a billed line whose code has no other line."""
    return first(
        line
        for line in claim.lines
        if line.unit_count and line.allowed_amount and claim.codes.count(line.hcpcs_code) == 1
    )


def _charged(claim: Claim, line: Line, amount: Decimal, **columns: object) -> Claim:
    """Return the claim with another charge on a line, and the total that it makes."""
    swapped = line_recorded(_with_charge(line, amount), **columns)
    mistaken = with_lines(claim, (line, swapped))
    total = sum((each.charge_amount for each in mistaken.lines), Decimal(0))
    return recorded(mistaken, claim_charge_amount=total)


def _with_charge(line: Line, amount: Decimal) -> Line:
    return replace(line, charge_amount=amount)


def _below_the_allowed(claim: Claim) -> Claim | None:
    line = _line_alone(claim)
    if line is None:
        return None
    amount = line.allowed_amount - Decimal("4.00")
    return _charged(claim, line, amount, fee_amount=amount)


def _below_the_fee(claim: Claim) -> Claim | None:
    line = _line_alone(claim)
    if line is None:
        return None
    fee = line.charge_amount + Decimal("12.00")
    return with_lines(claim, (line, line_recorded(line, fee_amount=fee)))


def _allowed_in_full(claim: Claim) -> Claim | None:
    line = _line_alone(claim)
    return None if line is None else _charged(claim, line, line.allowed_amount, fee_amount=None)


def _charge_forgotten(claim: Claim) -> Claim | None:
    line = _line_alone(claim)
    return None if line is None else _charged(claim, line, Decimal("0.00"))


def _charged_unevenly(claim: Claim) -> Claim | None:
    line = first(
        line
        for line in claim.lines
        if line.unit_count and _units_of(claim, line.hcpcs_code) > line.unit_count
    )
    if line is None:
        return None
    return _charged(claim, line, line.charge_amount + Decimal("10.00"))


def _units_of(claim: Claim, hcpcs_code: str) -> int:
    return sum(line.unit_count for line in claim.lines if line.hcpcs_code == hcpcs_code)


def _cut_without_contract(claim: Claim) -> Claim | None:
    line = claim.lines[-1]
    has_reduction = line.record["has_multiple_procedure_reduction"]
    if has_reduction or len(claim.lines) == 1 or not line.unit_count:
        return None
    return with_lines(claim, (line, line_recorded(line, adjustment_reason_codes=_CUT)))


PAYMENT_MISTAKES = (
    Kind("charge-below-the-allowed", "PAY001", 3, "A charge below what the payer allows.",
         _below_the_allowed, stage=RECORD),
    Kind("charge-below-the-fee", "PAY002", 3, "A charge below the payer's fee.", _below_the_fee,
         stage=RECORD),
    Kind("charge-allowed-in-full", "PAY003", 2, "A charge that the payer allows whole.",
         _allowed_in_full, stage=RECORD),
    Kind("charge-forgotten", "PAY005", 3, "Units without a charge.", _charge_forgotten,
         ("PAY001", "PAY002"), RECORD),
    Kind("charged-unevenly", "PAY006", 2, "Two charges for one unit of a code on one date.",
         _charged_unevenly, stage=RECORD),
    Kind("cut-without-contract", "PAY007", 3, "A reduction that the contract does not have.",
         _cut_without_contract, stage=RECORD),
)  # fmt: skip
