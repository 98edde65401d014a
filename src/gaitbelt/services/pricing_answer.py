"""The price of a day as an answer: lines, sums, notes and the sources of every step."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from gaitbelt.language.money import dollars
from gaitbelt.library import policy
from gaitbelt.library.codes import normalised
from gaitbelt.services.fee_schedule import Schedule
from gaitbelt.services.pricing_columns import ALLOWED_STEPS, WATERFALL, amounts
from gaitbelt.services.pricing_contracts import Contract
from gaitbelt.services.pricing_core import Priced
from gaitbelt.services.pricing_day import AskedLine
from gaitbelt.services.pricing_fees import OUTPATIENT
from gaitbelt.services.pricing_notes import texts
from gaitbelt.services.pricing_tables import (
    ASSISTANT,
    COINSURANCE,
    FACTOR,
    FLOOR,
    INSTITUTION,
    MEDICARE,
    OFFICE,
    QUALIFYING,
    SEQUESTRATION,
    FeeTables,
)

EXPENSE_SETTING = "practice_expense_setting"
_CITED_AS = {
    FLOOR: "Work index floor",
    EXPENSE_SETTING: "Practice expense",
    QUALIFYING: "Conversion factor of qualifying participants",
    OFFICE: "Therapy reduction",
    INSTITUTION: "Therapy reduction",
    ASSISTANT: "Assistant's share",
}


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What one line is allowed and paid, in dollars; None where it is not told.

    ``waterfall``: every step by the name of its column, in order. ``note``: why there is
    no allowed amount, or no payment.
    """

    line_number: int
    hcpcs_code: str
    modifiers: tuple[str, ...]
    unit_count: int
    reduced_unit_count: int | None
    unit_fee_amount: Decimal | None
    reduced_unit_fee_amount: Decimal | None
    allowed_amount: Decimal | None
    waterfall: dict[str, Decimal | None]
    note: str | None

    def to_dict(self) -> dict[str, Any]:  # Any: what JSON holds
        """Return the line as JSON holds it, amounts as text."""
        return {
            "line_number": self.line_number,
            "hcpcs_code": self.hcpcs_code,
            "modifiers": list(self.modifiers),
            "unit_count": self.unit_count,
            "reduced_unit_count": self.reduced_unit_count,
            "unit_fee_amount": _text(self.unit_fee_amount),
            "reduced_unit_fee_amount": _text(self.reduced_unit_fee_amount),
            "allowed_amount": _text(self.allowed_amount),
            "waterfall": {name: _text(amount) for name, amount in self.waterfall.items()},
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class PricedDay:
    """The price of one patient's day with one billing provider.

    Sums are over the lines that have the amount, None where no line has one;
    ``unpriced_line_count`` says how many are not in them.
    """

    on: date
    payer: str
    contract: str | None
    locality: str | None
    locality_name: str | None
    conversion_factor: Decimal | None
    lines: tuple[PricedLine, ...]
    notes: tuple[str, ...]
    citations: tuple[str, ...]

    @property
    def total_allowed_amount(self) -> Decimal | None:
        """The sum of the allowed amounts."""
        return self.total("allowed_amount")

    @property
    def unpriced_line_count(self) -> int:
        """How many lines have no allowed amount."""
        return sum(line.allowed_amount is None for line in self.lines)

    def total(self, step: str) -> Decimal | None:
        """Return the sum of a step of the waterfall over the lines that have it."""
        told = [line.waterfall[step] for line in self.lines]
        known = [amount for amount in told if amount is not None]
        return sum(known, Decimal("0.00")) if known else None

    def to_dict(self) -> dict[str, Any]:  # Any: what JSON holds
        """Return the answer as JSON holds it: dates and amounts as text."""
        return {
            "on": self.on.isoformat(),
            "payer": self.payer,
            "contract": self.contract,
            "locality": self.locality,
            "locality_name": self.locality_name,
            "conversion_factor": _text(self.conversion_factor),
            "lines": [line.to_dict() for line in self.lines],
            "total_allowed_amount": _text(self.total_allowed_amount),
            "total_expected_payment_amount": _text(self.total("expected_payment_amount")),
            "total_patient_amount": _text(self.total("patient_amount")),
            "unpriced_line_count": self.unpriced_line_count,
            "notes": list(self.notes),
            "citations": list(self.citations),
        }


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def priced_day_lines(
    asked: tuple[AskedLine, ...], answer: Priced, tables: FeeTables
) -> tuple[PricedLine, ...]:
    """Return each line's amounts in dollars, None where there is a reason for none."""
    said = texts(tables.letters)
    steps = {name: cents.tolist() for name, cents in amounts(answer).items()}
    reason, payment = answer.reason.tolist(), answer.payment_reason.tolist()
    found = []
    for at, line in enumerate(asked):
        is_told = {name: not (reason if name in ALLOWED_STEPS else payment)[at] for name in steps}
        waterfall = {n: dollars(steps[n][at]) if is_told[n] else None for n in WATERFALL}
        has_amount = not reason[at]
        fee, less = int(answer.unit_fee[at]), int(answer.reduced_unit_fee[at])
        found.append(
            PricedLine(
                line_number=at + 1,
                hcpcs_code=line.hcpcs_code,
                modifiers=line.modifiers,
                unit_count=line.unit_count,
                reduced_unit_count=int(answer.reduced_unit_count[at]) if has_amount else None,
                unit_fee_amount=dollars(fee) if has_amount else None,
                reduced_unit_fee_amount=dollars(less) if has_amount else None,
                allowed_amount=waterfall["allowed_amount"],
                waterfall=waterfall,
                note=said[payment[at]],
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Cited:
    """What the sources of a day's amounts depend on."""

    on: date
    locality: str | None
    setting: int
    is_apm: bool
    contract: Contract | None
    schedule: Schedule
    known_on: date | None = None


def citations(lines: tuple[PricedLine, ...], cited: Cited) -> tuple[str, ...]:
    """Return the sources of what went into the amounts, each once, in order."""
    contract, then = cited.contract, cited.on
    told = [contract.cite or f"contract {contract.title or contract.payer}"] if contract else []
    if contract and contract.pays.medicare_on is not None:
        then = contract.pays.medicare_on
    if contract is None or contract.pays.basis == "percent_of_medicare":
        told += _of_fees(lines, then, cited)
    if contract is None and any(line.allowed_amount is not None for line in lines):
        told += _of_steps(lines, cited)
    return tuple(dict.fromkeys(told))


def _of_fees(lines: tuple[PricedLine, ...], on: date, cited: Cited) -> list[str]:
    told = []
    for line in lines:
        values = cited.schedule.values_on(normalised(line.hcpcs_code), on)
        if values is not None and line.allowed_amount is not None:
            told.append(f"Relative values: CMS PFS relative value file {values.source}")
    if not told:
        return []
    indices = cited.schedule.indices_on(cited.locality or "", on)
    if indices is not None:
        told.append(f"Indices of {indices.locality}: CMS GPCI file {indices.source}")
    name = QUALIFYING if cited.is_apm else FACTOR
    factor = conversion_factor(cited, on)
    told += [_said(name, *factor)] if factor else []
    for each in (FLOOR, EXPENSE_SETTING):
        told += _cited(each, on, cited.known_on)
    return told


def conversion_factor(cited: Cited, on: date) -> tuple[Decimal, str] | None:
    """Return the dollars per relative value unit on a date and their source, or None."""
    row = policy.value(MEDICARE, QUALIFYING if cited.is_apm else FACTOR, on, cited.known_on)
    if row is not None:
        return Decimal(str(row.value)), row.cite
    for own in cited.schedule.factors:
        told = own.qualifying if cited.is_apm else own.common
        if told is not None and own.effective_from <= on <= own.effective_through:
            return told, own.source
    return None


def _of_steps(lines: tuple[PricedLine, ...], cited: Cited) -> list[str]:
    is_office = cited.setting != OUTPATIENT
    names = [OFFICE if is_office else INSTITUTION] if _has_reduced(lines) else []
    names.append(COINSURANCE)
    if any({"CQ", "CO"} & set(line.modifiers) for line in lines):
        names.append(ASSISTANT)
    names.append(SEQUESTRATION)
    return [cite for name in names for cite in _cited(name, cited.on, cited.known_on)]


def _has_reduced(lines: tuple[PricedLine, ...]) -> bool:
    return any(line.reduced_unit_count for line in lines)


def _cited(name: str, on: date, known_on: date | None) -> list[str]:
    row = policy.value(MEDICARE, name, on, known_on)
    if row is None:
        return []
    return [_said(name, None if isinstance(row.value, bool) else row.value, row.cite)]


def _said(name: str, value: object, cite: str) -> str:
    shown = "" if value is None else f" {value}"
    return f"{_CITED_AS.get(name, name.replace('_', ' ').capitalize())}{shown}: {cite}"
