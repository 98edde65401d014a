"""A small Medicare payer, made from the published formula with decimals and nothing else.

Relative values of 2026 (work, non-facility practice expense, malpractice) and the conversion
factor are CMS's, PFS release of 2026-07; national indices of 1. A unit after the first of a
day has half the practice expense; the highest practice expense leads, then the higher fee.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from tests.money.answers import ZERO, Claim, Line, Row, sent_line

VALUES = {
    "97110": ("0.45", "0.41", "0.01"),
    "97112": ("0.50", "0.47", "0.01"),
    "97140": ("0.43", "0.39", "0.01"),
    "97530": ("0.44", "0.60", "0.01"),
    "97035": ("0.21", "0.21", "0.01"),
    "97161": ("1.54", "1.38", "0.01"),
    "95992": ("0.73", "0.47", "0.02"),
}
EXEMPT = ("95992",)
"""Under indicator 0 of the fee schedule: never reduced, and never leading."""
FACTOR = Decimal("33.4009")
CENT = Decimal("0.01")
HALF, ALL = Decimal("0.5"), Decimal(1)


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def unit_fee(code: str, share: Decimal = ALL) -> Decimal:
    work, expense, malpractice = (Decimal(each) for each in VALUES[code])
    return cents((work + expense * share + malpractice) * FACTOR)


@dataclass(frozen=True)
class Service:
    """One line of a day: its code, units, charge and whether an assistant gave it."""

    code: str
    units: int
    charge: Decimal
    is_assistant: bool = False


@dataclass
class Faults:
    """What the payer does against its rules."""

    leader: int | None = None
    has_no_leader: bool = False
    every_unit_full: bool = False
    is_exempt_reduced: bool = False
    units: dict[int, int] = field(default_factory=dict)
    allowed: dict[int, Decimal] = field(default_factory=dict)
    coinsurance: Decimal = Decimal("0.20")
    sequestration: Decimal = Decimal("0.02")
    cut_all: bool = False
    cut_none: bool = False
    bundled: tuple[int, ...] = ()


def leader(services: Sequence[Service]) -> int:
    """Return which line leads the day: practice expense, then fee, then the first; else -1."""
    return max(
        (at for at, service in enumerate(services) if service.code not in EXEMPT),
        key=lambda at: (Decimal(VALUES[services[at].code][1]), unit_fee(services[at].code), -at),
        default=-1,
    )


def answer(
    claim: str,
    services: Sequence[Service],
    faults: Faults | None = None,
    *,
    deductible: Decimal = ZERO,
    has_stated_allowed: bool = True,
) -> Claim:
    """Return the payer's answer to a day of services."""
    wrong = faults or Faults()
    leads = leader(services) if wrong.leader is None else wrong.leader
    lines = []
    left = deductible
    for at, service in enumerate(services):
        if at in wrong.bundled:
            lines.append(Line(service.code, service.charge, ZERO, [("CO", "97", service.charge)],
                              _cells(service, service.units)))  # fmt: skip
            continue
        units = wrong.units.get(at, service.units)
        whole, cut = unit_fee(service.code), unit_fee(service.code, HALF)
        is_whole = service.code in EXEMPT and not wrong.is_exempt_reduced
        is_first = at == leads and not wrong.has_no_leader
        full = units if is_whole or wrong.every_unit_full else int(is_first)
        allowed = min(full * whole + (units - full) * cut, service.charge)
        allowed = wrong.allowed.get(at, allowed)
        taken = min(left, allowed)
        left -= taken
        lines.append(
            _line(service, units, allowed, taken, wrong, has_stated_allowed=has_stated_allowed)
        )
    return Claim(claim, lines)


def _cells(service: Service, units: int) -> Row:
    modifiers = ["GP", "CQ"] if service.is_assistant else ["GP"]
    return {"modifiers": modifiers, "paid_unit_count": Decimal(units)}


def _line(
    service: Service,
    units: int,
    allowed: Decimal,
    deductible: Decimal,
    wrong: Faults,
    *,
    has_stated_allowed: bool,
) -> Line:
    share = cents((allowed - deductible) * wrong.coinsurance)
    payment = allowed - deductible - share
    is_cut = (service.is_assistant or wrong.cut_all) and not wrong.cut_none
    kept = cents(payment * Decimal("0.85")) if is_cut else payment
    last = cents(kept * wrong.sequestration)
    taken = [
        ("CO", "45", service.charge - allowed + (payment - kept)),
        ("PR", "1", deductible),
        ("PR", "2", share),
        ("CO", "253", last),
    ]
    cells = _cells(service, units)
    if has_stated_allowed:
        cells["allowed_amount"] = allowed
    return Line(service.code, service.charge, kept - last, [t for t in taken if t[2]], cells)


def drawn_day(random: Random) -> list[Service]:
    """Return a day of one to five different codes, some of an assistant, some cheap."""
    chosen = random.sample(sorted(VALUES), random.randint(1, 5))
    return [
        Service(
            code,
            1 if code in {"97161", "95992"} else random.randint(1, 4),
            cents(Decimal(random.choice([25, 60, 150, 400]))),
            random.random() < 0.3,
        )
        for code in chosen
    ]


def sent_day(claim: str, services: Sequence[Service]) -> list[Row]:
    """Return a day's services as the lines of a claim."""
    return [
        sent_line(
            claim,
            number,
            service.code,
            service.charge,
            unit_count=service.units,
            modifiers=["GP", "CQ"] if service.is_assistant else ["GP"],
            patient_id=f"p-{claim}",
            payer="medicare",
            billing_provider_npi="1234567893",
        )
        for number, service in enumerate(services, start=1)
    ]


def without(service: Service) -> Service:
    """Return the service as a therapist's own."""
    return replace(service, is_assistant=False)
