"""Pricing lines of any number: from units and rules to allowed amounts and payments.

The single visit and the whole table both come through here, so that they cannot differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal
from typing import Any

import numpy as np

from gaitbelt.language.money import millionths, times_cents, whole_cents
from gaitbelt.library import codes, policy
from gaitbelt.methods.pricing.daily_cap import limits
from gaitbelt.methods.pricing.ranking import (
    Flags,
    Ints,
    before_in_group,
    holds_full_unit,
    reduced_units,
)
from gaitbelt.methods.pricing.waterfall import WHOLE, Allowed, Paid, Shares, allowed_of, paid_of
from gaitbelt.services.pricing_contracts import Contract
from gaitbelt.services.pricing_fees import (
    BY_MEDICARE,
    NO_DAY,
    RuleDays,
    UnitFees,
    Units,
    combinations,
    unit_fees,
)
from gaitbelt.services.pricing_notes import NO_NOTE, number_of
from gaitbelt.services.pricing_tables import (
    ASSISTANT,
    COINSURANCE,
    DEDUCTIBLE,
    MEDICARE,
    SEQUESTRATION,
    UNKNOWN,
    FeeTables,
    date_of,
)

PART = 500_000
"""Lines that are worked on at a time."""

MET = Decimal(0)
"""A deductible that is met: nothing is left of it."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Everything asked about the lines, as arrays of one length.

    ``units``: code, locality and setting. ``day``: date of service. ``group``: lines whose
    units are ranked together. ``person``: whose deductible. ``unit_count`` and ``charge``
    (cents): ``UNKNOWN`` where missing. ``payer``: ``BY_MEDICARE``, ``NO_CONTRACT`` or a
    contract's position. ``reason``: why a line has no amount whatever its rates.
    """

    units: Units
    day: Ints
    group: Ints
    person: Ints
    unit_count: Ints
    charge: Ints
    is_assistant: Flags
    payer: Ints
    reason: Ints

    def only(self, rows: Ints) -> "Lines":
        """Return some of the lines, their groups and persons numbered anew."""
        return Lines(
            self.units.only(rows),
            self.day[rows],
            _renumbered(self.group[rows]),
            _renumbered(self.person[rows]),
            self.unit_count[rows],
            self.charge[rows],
            self.is_assistant[rows],
            self.payer[rows],
            self.reason[rows],
        )


def _renumbered(group: Ints) -> Ints:
    return group - group.min() if group.size else group


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for all lines: status, place of service, deductible and adjustments.

    ``deductible``: what is left of it at the start for each patient and year, in dollars;
    None for the whole of the year's. ``quality_percent``: MIPS, perhaps negative.
    """

    contracts: Sequence[Contract] = ()
    is_apm: bool = False
    is_facility: bool = False
    deductible: Decimal | None = MET
    quality_percent: Decimal = Decimal(0)
    days: RuleDays | None = field(default=None)


@dataclass(frozen=True, slots=True)
class Priced:
    """The answer by line; amounts in cents.

    ``reason`` is 0 where there is an allowed amount, ``payment_reason`` where it is also
    told who pays what. Elsewhere the figures stand for nothing.
    """

    unit_fee: Ints
    reduced_unit_fee: Ints
    is_full: Flags
    reduced_unit_count: Ints
    allowed: Allowed
    paid: Paid
    reason: Ints
    payment_reason: Ints


def priced(lines: Lines, terms: Terms, tables: FeeTables) -> Priced:
    """Return what each line is allowed and who pays it."""
    days = terms.days or RuleDays.of(lines.day)
    fees = unit_fees(
        lines.units,
        days,
        lines.payer,
        terms.contracts,
        tables,
        is_apm=terms.is_apm,
        is_facility=terms.is_facility,
    )
    is_full, reduced_count = _ranked(lines, fees)
    reason = np.where(lines.reason != NO_NOTE, lines.reason, fees.reason)
    counted = np.where(reason == 0, lines.unit_count, 0)
    reduced_count = np.where(reason == 0, reduced_count, 0)
    shares, payment_reason = _shares(lines, terms, days, tables)
    fee = times_cents(fees.full, counted)
    reduced = times_cents(fees.full, counted - reduced_count)
    reduced = reduced + times_cents(fees.reduced, reduced_count)
    fee, reduced, charge = _per_visit(lines, terms, reason, fee, reduced)
    allowed = allowed_of(fee, reduced, charge, _is_lesser(lines, terms), shares)
    allowed = _capped(lines, terms, allowed)
    deductible, is_open = _deductible(lines, terms, allowed.allowed)
    payment_reason = np.where(is_open, number_of("no_deductible"), payment_reason)
    return Priced(
        fees.full,
        fees.reduced,
        is_full & (reason == 0),
        reduced_count,
        allowed,
        paid_of(allowed.allowed, deductible, shares),
        reason,
        np.where(reason != 0, reason, payment_reason),
    )


def priced_in_parts(lines: Lines, terms: Terms, tables: FeeTables) -> Priced:
    """Return the same as ``priced``, worked out some lines at a time to save memory.

    Lines of one group, and with a deductible those of one person, stay together.
    """
    size = lines.day.size
    if size <= PART:
        return priced(lines, terms, tables)
    together = lines.group if terms.deductible == MET else lines.person
    count = size // PART + 1
    span = int(together.max()) // count + 1
    part_of = together // span
    whole: dict[str, np.ndarray[tuple[int], np.dtype[Any]]] = {}  # Any: counts and flags
    for number in range(count):
        rows = np.flatnonzero(part_of == number)
        days = None if terms.days is None else terms.days.only(rows)
        found = _flat(priced(lines.only(rows), replace(terms, days=days), tables))
        for name, column in found.items():
            if name not in whole:
                whole[name] = np.empty(size, dtype=column.dtype)
            whole[name][rows] = column
    return _shaped(whole)


def _flat(answer: Priced) -> dict[str, Ints | Flags]:
    found: dict[str, Ints | Flags] = {}
    for each in fields(answer):
        held = getattr(answer, each.name)
        if isinstance(held, (Allowed, Paid)):
            found |= {f"{each.name}.{f.name}": getattr(held, f.name) for f in fields(held)}
        else:
            found[each.name] = held
    return found


def _shaped(flat: dict[str, np.ndarray[tuple[int], np.dtype[Any]]]) -> Priced:
    def part(name: str) -> dict[str, Any]:
        return {key.partition(".")[2]: flat[key] for key in flat if key.startswith(f"{name}.")}

    own: dict[str, Any] = {key: column for key, column in flat.items() if "." not in key}
    return Priced(**own, allowed=Allowed(**part("allowed")), paid=Paid(**part("paid")))


def _ranked(lines: Lines, fees: UnitFees) -> tuple[Flags, Ints]:
    """Return which lines hold the full unit, and how many units of each are reduced.

    A line whose units are missing has at least one, so it takes part in the ranking.
    """
    counted = np.where(lines.unit_count == UNKNOWN, 1, lines.unit_count)
    is_subject = fees.is_reducible & (fees.reason == 0) & (counted > 0)
    keys = (
        fees.rank,
        fees.full,
        fees.reduced,
        -lines.units.code,
        -lines.is_assistant.astype(np.int64),
        lines.charge,
        lines.unit_count,
    )
    is_full = holds_full_unit(lines.group, is_subject, keys)
    return is_full, reduced_units(counted, is_subject, is_full)


def _shares(lines: Lines, terms: Terms, days: RuleDays, tables: FeeTables) -> tuple[Shares, Ints]:
    """Return what is taken of each line, and why no payment is told where it is not."""
    size = lines.day.size
    period = tables.period_of(days.payment)
    by_medicare = lines.payer == BY_MEDICARE
    held = {
        name: np.where(period >= 0, tables.rates[name][np.maximum(period, 0)], UNKNOWN)
        for name in (COINSURANCE, ASSISTANT, SEQUESTRATION)
    }
    assistant = np.where(held[ASSISTANT] == UNKNOWN, WHOLE, held[ASSISTANT])
    plan, coinsurance = np.full(size, WHOLE), np.where(by_medicare, held[COINSURANCE], UNKNOWN)
    for number, contract in enumerate(terms.contracts):
        chosen = lines.payer == number
        if contract.assistant_share is not None:
            plan[chosen & lines.is_assistant] = millionths(contract.assistant_share)
        if contract.coinsurance_rate is not None:
            coinsurance[chosen] = millionths(contract.coinsurance_rate)
    is_open = (coinsurance == UNKNOWN) | (by_medicare & (held[SEQUESTRATION] == UNKNOWN))
    quality = millionths(terms.quality_percent.scaleb(-2))
    shares = Shares(
        plan_assistant=plan,
        coinsurance=np.maximum(coinsurance, 0),
        assistant=np.where(by_medicare & lines.is_assistant, assistant, WHOLE),
        quality=np.where(by_medicare, quality, 0),
        sequestration=np.where(by_medicare, np.maximum(held[SEQUESTRATION], 0), 0),
    )
    return shares, np.where(is_open, number_of("no_share"), 0)


def _is_lesser(lines: Lines, terms: Terms) -> Flags:
    by_contract = [contract.is_lesser_of_charge for contract in terms.contracts]
    answer = np.array([*by_contract, False, True])
    return np.asarray(answer[lines.payer], dtype=np.bool_)


def _of_contract(lines: Lines, number: int, reason: Ints | None = None) -> Flags:
    chosen = lines.payer == number
    return np.asarray(chosen if reason is None else chosen & (reason == 0), dtype=np.bool_)


def _per_visit(
    lines: Lines, terms: Terms, reason: Ints, fee: Ints, reduced: Ints
) -> tuple[Ints, Ints, Ints]:
    """Return fees and charges with a rate per visit put on the visit's first line.

    Carved-out lines keep their own; the charges of a visit's other lines are put together.
    """
    fee, reduced, charge = fee.copy(), reduced.copy(), lines.charge.copy()
    for number, contract in enumerate(terms.contracts):
        if contract.pays.basis != "per_visit":
            continue
        carved = {code for each in contract.carve_outs for code in each.codes}
        is_carved = np.array([name in carved for name in lines.units.names] + [False])
        chosen = _of_contract(lines, number, reason) & ~is_carved[lines.units.code]
        places = np.flatnonzero(chosen & (lines.unit_count > 0))
        groups, first = np.unique(lines.group[places], return_index=True)
        on_first = places[first]
        amount = whole_cents(contract.pays.amount)
        fee[on_first] = reduced[on_first] = amount
        asked = np.zeros(int(lines.group.max(initial=0)) + 1, dtype=np.int64)
        np.add.at(asked, lines.group[places], np.maximum(charge[places], 0))
        is_unknown = np.isin(groups, lines.group[places][charge[places] < 0])
        charge[on_first] = np.where(is_unknown, UNKNOWN, asked[groups])
    return fee, reduced, charge


def _capped(lines: Lines, terms: Terms, allowed: Allowed) -> Allowed:
    """Return the allowed amounts under each contract's limit on the visit, in line order."""
    visit = np.zeros_like(allowed.allowed)
    for number, contract in enumerate(terms.contracts):
        if contract.visit_cap is None and contract.daily_value_cap is None:
            continue
        places = np.flatnonzero(_of_contract(lines, number))
        group, amount = lines.group[places], allowed.allowed[places]
        before = before_in_group(group, amount, np.argsort(group, kind="stable"))
        left = np.clip(_visit_limit(lines, places, contract) - before, 0, amount)
        visit[places] = amount - left
    return Allowed(
        allowed.fee,
        allowed.reduction,
        allowed.charge_limit,
        allowed.assistant,
        visit,
        allowed.allowed - visit,
    )


def _visit_limit(lines: Lines, places: Ints, contract: Contract) -> Ints:
    """Return the most that each of a contract's lines' visits is allowed, in cents."""
    limit = np.full(places.size, np.iinfo(np.int64).max // 2)
    if contract.visit_cap is not None:
        limit = np.full(places.size, whole_cents(contract.visit_cap))
    cap, factor = contract.daily_value_cap, contract.pays.conversion_factor
    if cap is None or factor is None or not places.size:
        return limit
    kinds = [_service_kind(name) for name in lines.units.names] + [""]
    kind = np.array(kinds)[lines.units.code[places]]
    is_first, is_again = kind == "evaluation", kind == "reevaluation"
    of_day = limits(lines.group[places], is_first, is_again, cap, factor)
    return np.asarray(np.minimum(limit, of_day), dtype=np.int64)


def _service_kind(code: str) -> str:
    periods = codes.code_periods(code)
    return periods[-1].service_kind if periods else ""


def _deductible(lines: Lines, terms: Terms, allowed: Ints) -> tuple[Ints, Flags]:
    """Return what the deductible takes of each line, and where it is not known.

    It is used up by date, and within a date in the order of the lines.
    """
    nothing = np.zeros_like(allowed)
    if terms.deductible == MET or not allowed.size:
        return nothing, nothing > 0
    year = (lines.day.astype("datetime64[D]").astype("datetime64[Y]")).astype(np.int64)
    _, account = combinations([lines.person, np.where(lines.day == NO_DAY, 0, year)])
    left = _left(lines, terms)
    by_medicare = lines.payer == BY_MEDICARE
    amount = np.where(by_medicare, allowed, 0)
    before = before_in_group(account, amount, np.lexsort((lines.day, account)))
    taken = np.clip(left - before, 0, amount)
    is_open = by_medicare & (left == UNKNOWN)
    return np.where(is_open, 0, taken), is_open


def _left(lines: Lines, terms: Terms) -> Ints:
    if terms.deductible is not None:
        return np.full(lines.day.size, whole_cents(terms.deductible))
    chosen, where = combinations([np.where(lines.day == NO_DAY, 0, lines.day)])
    held = []
    for day in lines.day[chosen].tolist():
        row = None if day == NO_DAY else policy.value(MEDICARE, DEDUCTIBLE, date_of(day))
        held.append(UNKNOWN if row is None else whole_cents(Decimal(str(row.value))))
    return np.array(held, dtype=np.int64)[where]
