"""Reading one day's lines and charges as a person writes them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.language.money import cents, whole_cents
from gaitbelt.methods.pricing.ranking import Ints
from gaitbelt.services.pricing_core import Lines
from gaitbelt.services.pricing_fees import Units
from gaitbelt.services.pricing_tables import UNKNOWN
from gaitbelt.tables.vocabulary import ASSISTANT_MODIFIERS

EXAMPLE = '"97110x2, 97530, 97140-CQ"'
_PART = re.compile(
    r"^(?P<code>[A-Za-z0-9]{5})(?P<modifiers>(?:\s*[-:]\s*[A-Za-z0-9]{2})*)"
    r"\s*(?:[xX*]\s*(?P<units>\d{1,4}))?\s*(?:@\s*\$?(?P<charge>[0-9.]+))?$"
)
_ASSISTANTS = frozenset(ASSISTANT_MODIFIERS.values())


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One line of a day: code, modifiers, units, and the charge in dollars if told."""

    hcpcs_code: str
    modifiers: tuple[str, ...]
    unit_count: int
    charge_amount: Decimal | None = None


def asked_lines(
    services: str | Mapping[str, int], charge: str | Decimal | Mapping[str, Decimal] | None = None
) -> tuple[AskedLine, ...]:
    """Return the lines of a day, in the order given.

    ``services``: "97110x2, 97530, 97140-GP-CQ @45.00", or units by code. ``charge``: for
    the whole line, by code ("97110=120.00, 97530=70.00") or one amount for each line in
    order. Raises ImpossibleInput where it cannot be understood.
    """
    if isinstance(services, str):
        parts = [each.strip() for each in re.split(r"[,;\n]", services) if each.strip()]
        lines = tuple(_line(part) for part in parts)
    else:
        lines = tuple(AskedLine(code.strip().upper(), (), n) for code, n in services.items())
    if not lines:
        raise ImpossibleInput(f"No line was given. Write {EXAMPLE}.")
    negative = next((line for line in lines if line.unit_count < 0), None)
    if negative is not None:
        raise ImpossibleInput(f"{negative.hcpcs_code}: units below zero. Count whole units.")
    return lines if charge is None else _charged(lines, charge)


def _line(part: str) -> AskedLine:
    found = _PART.match(part)
    if found is None:
        raise ImpossibleInput(
            f"{part!r} is not a code of five characters with its units. Write {EXAMPLE}."
        )
    modifiers = tuple(each.upper() for each in re.findall(r"[A-Za-z0-9]{2}", found["modifiers"]))
    return AskedLine(
        found["code"].upper(),
        modifiers,
        int(found["units"] or 1),
        None if found["charge"] is None else amount_of(found["charge"]),
    )


def _charged(
    lines: Sequence[AskedLine], charge: str | Decimal | Mapping[str, Decimal]
) -> tuple[AskedLine, ...]:
    if isinstance(charge, Mapping):
        by_code = {code.strip().upper(): cents(each) for code, each in charge.items()}
        return _by_code(lines, by_code)
    parts = [each.strip() for each in str(charge).split(",") if each.strip()]
    if any("=" in part for part in parts):
        pairs = [part.partition("=") for part in parts]
        return _by_code(lines, {code.strip().upper(): amount_of(a) for code, _, a in pairs})
    if len(parts) != len(lines):
        raise ImpossibleInput(
            f"{len(parts)} charges were given for {len(lines)} lines. Write one for each line, "
            "in order, or by code: 97110=120.00, 97530=70.00."
        )
    charges = [amount_of(part) for part in parts]
    return tuple(
        AskedLine(line.hcpcs_code, line.modifiers, line.unit_count, each)
        for line, each in zip(lines, charges, strict=True)
    )


def _by_code(lines: Sequence[AskedLine], by_code: Mapping[str, Decimal]) -> tuple[AskedLine, ...]:
    named = [line.hcpcs_code for line in lines]
    for code in by_code:
        if named.count(code) != 1:
            told = "is on no line" if code not in named else "is on more than one line"
            raise ImpossibleInput(
                f"A charge was given for {code}, which {told}. Write one charge for each line, "
                "in order."
            )
    return tuple(
        AskedLine(
            line.hcpcs_code,
            line.modifiers,
            line.unit_count,
            by_code.get(line.hcpcs_code, line.charge_amount),
        )
        for line in lines
    )


def amount_of(text: str) -> Decimal:
    """Return an amount written in dollars; raises ImpossibleInput where it is none."""
    try:
        amount = Decimal(text.strip().removeprefix("$"))
    except ArithmeticError:
        amount = Decimal(-1)
    if not amount.is_finite() or amount < 0 or cents(amount) != amount:
        raise ImpossibleInput(f"{text.strip()} is not an amount. Write dollars, such as 45.00.")
    return cents(amount)


def as_arrays(
    lines: Sequence[AskedLine], *, day: int, place: int, setting: int, payer: int
) -> Lines:
    """Return a day's lines as what the pricing works on: one patient, one provider."""
    size = len(lines)
    names = tuple(sorted({line.hcpcs_code for line in lines}))
    charges = [_whole(line.charge_amount) for line in lines]
    none = np.zeros(size, dtype=np.int64)
    return Lines(
        units=Units(
            names,
            _ints([names.index(line.hcpcs_code) for line in lines]),
            np.full(size, place, dtype=np.int64),
            np.full(size, setting, dtype=np.int64),
        ),
        day=np.full(size, day, dtype=np.int64),
        group=none,
        person=none,
        unit_count=_ints([line.unit_count for line in lines]),
        charge=_ints(charges),
        is_assistant=np.array([bool(_ASSISTANTS & {*line.modifiers}) for line in lines]),
        payer=np.full(size, payer, dtype=np.int64),
        reason=none,
    )


def _whole(amount: Decimal | None) -> int:
    return UNKNOWN if amount is None else whole_cents(amount)


def _ints(values: Sequence[int]) -> Ints:
    return np.array(values, dtype=np.int64)
