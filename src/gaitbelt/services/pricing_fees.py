"""What one unit of each line is worth: the fee schedule's answer, or a contract's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from gaitbelt.language.money import MILLION, millionths, share_cents, unit_fee_cents, whole_cents
from gaitbelt.methods.pricing.ranking import Flags, Ints
from gaitbelt.services.pricing_contracts import BY_EXPENSE, WHOLE_RATE, Contract, Pays
from gaitbelt.services.pricing_notes import number_of, status_number
from gaitbelt.services.pricing_tables import (
    INSTITUTION,
    OFFICE,
    UNKNOWN,
    FeeTables,
    Table,
    day_number,
    is_payable,
)

NO_PLACE, UNKNOWN_PLACE, OPEN_ZIP = -1, -2, -3
"""What stands for a locality that was not named, is not held or cannot be told."""

OUTPATIENT, CRITICAL_ACCESS = 1, 2
SETTING_NUMBERS = {
    "practitioner": 0,
    "outpatient": OUTPATIENT,
    "critical_access_hospital": CRITICAL_ACCESS,
}
NO_DAY = -(10**9)
"""A date of service that is missing."""

NO_PERIOD = -2
BY_MEDICARE, NO_CONTRACT = -1, -2
"""Who pays a line that no contract governs: Medicare, or someone whose rates are not held."""


@dataclass(frozen=True, slots=True)
class RuleDays:
    """By whose date each ingredient is taken, as days since 1970-01-01, by line."""

    values: Ints
    indices: Ints
    factor: Ints
    reduction: Ints
    payment: Ints

    def only(self, chosen: Flags | Ints) -> "RuleDays":
        """Return the days of some of the lines."""
        return RuleDays(
            self.values[chosen],
            self.indices[chosen],
            self.factor[chosen],
            self.reduction[chosen],
            self.payment[chosen],
        )

    @classmethod
    def of(cls, day: Ints) -> "RuleDays":
        """Return the days where everything goes by the date of service."""
        return cls(day, day, day, day, day)

    def frozen(self, day: int) -> "RuleDays":
        """Return the days with fee and ranking taken from one date."""
        same = np.full(self.values.size, day, dtype=np.int64)
        return RuleDays(same, same, same, self.reduction, self.payment)


@dataclass(frozen=True, slots=True)
class Units:
    """What is asked of each line, apart from its date: arrays of one length.

    ``code``: the position in ``names`` (sorted), ``UNKNOWN`` where missing; ``place``: the
    position of the locality in the tables, or a constant of this module.
    """

    names: tuple[str, ...]
    code: Ints
    place: Ints
    setting: Ints

    def only(self, chosen: Flags | Ints) -> "Units":
        """Return some of the lines."""
        return Units(self.names, self.code[chosen], self.place[chosen], self.setting[chosen])


@dataclass(frozen=True, slots=True)
class UnitFees:
    """One unit's fee, its reduced fee and its rank; ``reason`` is 0 where there is a fee.

    ``full`` and ``reduced`` in cents; ``rank``: what ranks the units of a day.
    """

    full: Ints
    reduced: Ints
    rank: Ints
    is_reducible: Flags
    reason: Ints

    def at(self, place: Ints) -> "UnitFees":
        """Return the fees at some positions, in their order."""
        return UnitFees(
            self.full[place],
            self.reduced[place],
            self.rank[place],
            self.is_reducible[place],
            self.reason[place],
        )


def schedule_fees(
    units: Units, days: RuleDays, tables: FeeTables, *, is_apm: bool, is_facility: bool
) -> UnitFees:
    """Return Medicare's fees of one unit of each line."""
    known = np.array([tables.codes.get(name, UNKNOWN) for name in units.names] + [UNKNOWN])
    code = known[units.code]
    for_values, for_index = tables.period_of(days.values), tables.period_of(days.indices)
    expense = "facility_expense" if is_facility else "expense"
    parts = tuple(_at(tables.values[n], code, for_values) for n in ("work", expense, "malpractice"))
    names = ("work", "expense", "malpractice")
    indices = tuple(_at(tables.indices[n], units.place, for_index) for n in names)
    series = tables.qualifying if is_apm else tables.factor
    factor = _in(series, tables.period_of(days.factor))
    status = _at(tables.status, code, for_values)
    cut = _reduction(tables, units.setting, tables.period_of(days.reduction))
    reason = _reasons(units, days, tables)
    blocked = (
        (cut == UNKNOWN, "no_reduction"),
        (factor == UNKNOWN, "no_qualifying" if is_apm else "no_factor"),
        (np.minimum.reduce(indices) == UNKNOWN, "no_index"),
    )
    for is_blocked, name in blocked:
        reason = np.where((reason == 0) & is_blocked, number_of(name), reason)
    has_none = (parts[0] + parts[1] + parts[2] == 0) & is_payable(tables, status)
    reason = np.where(has_none & _is_of_code(reason), number_of("no_values"), reason)
    unpaid = ~is_payable(tables, status) & (status != UNKNOWN)
    reason = np.where(unpaid & _is_of_code(reason), status_number(0) + status, reason)
    held = reason == 0
    work, practice, malpractice = (np.where(held, part, 0) for part in parts)
    for_all = tuple(np.where(held, index, 0) for index in indices)
    dollars = np.where(held, factor, 0)
    percent = np.where(held, (MILLION - cut) // 10_000, 0)
    priced = (work, practice, malpractice), (for_all[0], for_all[1], for_all[2]), dollars
    return UnitFees(
        unit_fee_cents(*priced, np.full_like(percent, 100)),
        unit_fee_cents(*priced, percent),
        practice,
        np.asarray(_at(tables.is_reducible, code, for_values) > 0, dtype=np.bool_) & held,
        reason,
    )


def _is_of_code(reason: Ints) -> Flags:
    """Return where nothing that stands before a code's status was found."""
    basic = ("no_code", "no_date", "before_held", "after_held", "cost_paid", "unknown_code")
    return np.asarray(~np.isin(reason, [number_of(each) for each in basic]), dtype=np.bool_)


def _reasons(units: Units, days: RuleDays, tables: FeeTables) -> Ints:
    known = np.array([tables.codes.get(name, UNKNOWN) for name in units.names] + [UNKNOWN])
    code = known[units.code]
    for_values = tables.period_of(days.values)
    latest = np.maximum(np.maximum(days.values, days.indices), days.factor)
    earliest = np.minimum(np.minimum(days.values, days.indices), days.factor)
    tests = (
        ("no_code", units.code == UNKNOWN),
        ("no_date", earliest == NO_DAY),
        ("cost_paid", units.setting == CRITICAL_ACCESS),
        ("before_held", earliest < tables.first_held),
        ("after_held", latest > tables.last_held),
        ("unknown_code", code == UNKNOWN),
        ("code_not_on_date", _at(tables.values["work"], code, for_values) == UNKNOWN),
        ("no_place", units.place == NO_PLACE),
        ("open_zip", units.place == OPEN_ZIP),
        ("unknown_place", units.place == UNKNOWN_PLACE),
        ("unknown_place", _no_place_then(units, days, tables)),
    )
    reason = np.zeros(units.code.size, dtype=np.int64)
    for name, holds in reversed(tests):
        reason = np.where(holds, number_of(name), reason)
    return reason


def _no_place_then(units: Units, days: RuleDays, tables: FeeTables) -> Flags:
    """Return where a locality that is held has no row for the date."""
    index = _at(tables.indices["expense"], units.place, tables.period_of(days.indices))
    return np.asarray((index == UNKNOWN) & (units.place >= 0), dtype=np.bool_)


def _at(table: Table, row: Ints, period: Ints) -> Ints:
    """Return a figure by row and period, ``UNKNOWN`` where either is not held."""
    is_held = (row >= 0) & (period >= 0)
    found = table[np.where(is_held, row, 0), np.where(is_held, period, 0)]
    return np.where(is_held, found, UNKNOWN)


def _in(series: Ints, period: Ints) -> Ints:
    return np.where(period >= 0, series[np.maximum(period, 0)], UNKNOWN)


def _reduction(tables: FeeTables, setting: Ints, period: Ints) -> Ints:
    office, institution = (_in(tables.rates[name], period) for name in (OFFICE, INSTITUTION))
    return np.where(setting == OUTPATIENT, institution, office)


def contract_fees(
    contract: Contract, units: Units, days: RuleDays, tables: FeeTables, *, is_apm: bool
) -> UnitFees:
    """Return a contract's fees of one unit of each line.

    A rate per visit gives units no fee of their own: they are 0.00, without a reason.
    """
    answer = _paid_as(contract.pays, units, days, tables, is_apm=is_apm)
    for carved in contract.carve_outs:
        chosen = _of_codes(units, carved.codes)
        if carved.pays is None:
            answer = _replaced(answer, chosen, _none(int(chosen.sum()), "not_covered"))
        elif chosen.any():
            some, then = units.only(chosen), days.only(chosen)
            paid = _paid_as(carved.pays, some, then, tables, is_apm=is_apm)
            answer = _replaced(answer, chosen, paid)
    return _reduced_by(contract, answer, units, days, tables)


def _paid_as(
    pays: Pays, units: Units, days: RuleDays, tables: FeeTables, *, is_apm: bool
) -> UnitFees:
    if pays.basis == "percent_of_medicare":
        then = days if pays.medicare_on is None else days.frozen(day_number(pays.medicare_on))
        medicare = schedule_fees(units, then, tables, is_apm=is_apm, is_facility=False)
        rate = millionths(pays.percent.scaleb(-2))
        return UnitFees(
            share_cents(medicare.full, rate),
            share_cents(medicare.reduced, rate),
            medicare.rank,
            medicare.is_reducible,
            medicare.reason,
        )
    if pays.basis == "schedule":
        full = _listed(pays.amounts, units)
    else:
        per_unit = whole_cents(pays.amount) if pays.basis == "per_unit" else 0
        full = np.full(units.code.size, per_unit, dtype=np.int64)
    reason = np.where(full == UNKNOWN, number_of("not_in_contract"), 0)
    reason = np.where(days.values == NO_DAY, number_of("no_date"), reason)
    reason = np.where(units.code == UNKNOWN, number_of("no_code"), reason)
    full = np.where(reason == 0, full, 0)
    return UnitFees(full, full, full, _is_therapy(units, days, tables), reason)


def _is_therapy(units: Units, days: RuleDays, tables: FeeTables) -> Flags:
    known = np.array([tables.codes.get(name, UNKNOWN) for name in units.names] + [UNKNOWN])
    found = _at(tables.is_reducible, known[units.code], tables.period_of(days.values))
    return np.asarray(found > 0, dtype=np.bool_)


def _listed(amounts: Mapping[str, Decimal], units: Units) -> Ints:
    by_name = [whole_cents(amounts[n]) if n in amounts else UNKNOWN for n in units.names]
    return np.array([*by_name, UNKNOWN], dtype=np.int64)[units.code]


def _of_codes(units: Units, codes: tuple[str, ...]) -> Flags:
    wanted = np.array([name in codes for name in units.names] + [False])
    return np.asarray(wanted[units.code], dtype=np.bool_)


def _none(count: int, reason: str) -> UnitFees:
    zero = np.zeros(count, dtype=np.int64)
    flags = np.zeros(count, dtype=np.bool_)
    return UnitFees(zero, zero, zero, flags, np.full(count, number_of(reason), dtype=np.int64))


def _replaced(whole: UnitFees, chosen: Flags, part: UnitFees) -> UnitFees:
    columns = []
    for name in ("full", "reduced", "rank", "is_reducible", "reason"):
        column = getattr(whole, name).copy()
        column[chosen] = getattr(part, name)
        columns.append(column)
    return UnitFees(*columns)


def _is_held(day: Ints, tables: FeeTables) -> Flags:
    is_held = (day >= tables.first_held) & (day <= tables.last_held)
    return np.asarray(is_held, dtype=np.bool_)


def _reduced_by(
    contract: Contract, fees: UnitFees, units: Units, days: RuleDays, tables: FeeTables
) -> UnitFees:
    reduction = contract.reduction
    if reduction is None:
        none = np.zeros_like(fees.is_reducible)
        return UnitFees(fees.full, fees.full, fees.rank, none, fees.reason)
    is_reducible = fees.is_reducible
    if reduction.codes:
        is_reducible = _of_codes(units, reduction.codes)
    reduced = fees.reduced
    if reduction.of == WHOLE_RATE:
        reduced = share_cents(fees.full, MILLION - millionths(reduction.share))
    rank = fees.rank if reduction.rank_by == BY_EXPENSE else fees.full
    has_list = bool(reduction.codes) | _is_held(days.values, tables)
    has_list |= contract.pays.medicare_on is not None
    is_open = (fees.reason == 0) & ~has_list
    reason = np.where(is_open, number_of("no_list"), fees.reason)
    return UnitFees(fees.full, reduced, rank, is_reducible & (reason == 0), reason)


def unit_fees(
    units: Units,
    days: RuleDays,
    payer: Ints,
    contracts: Sequence[Contract],
    tables: FeeTables,
    *,
    is_apm: bool,
    is_facility: bool,
) -> UnitFees:
    """Return the fees of one unit of each line, computed once per combination.

    ``payer``: ``BY_MEDICARE``, ``NO_CONTRACT`` or the position of a contract.
    """
    chosen, where = combinations(_columns(units, days, payer, tables))
    few, then, paid_by = units.only(chosen), days.only(chosen), payer[chosen]
    whole = _none(chosen.size, "no_contract")
    for number in sorted(set(paid_by.tolist()) - {NO_CONTRACT}):
        some = np.asarray(paid_by == number, dtype=np.bool_)
        asked = (few.only(some), then.only(some))
        if number == BY_MEDICARE:
            part = schedule_fees(*asked, tables, is_apm=is_apm, is_facility=is_facility)
        else:
            part = contract_fees(contracts[number], *asked, tables, is_apm=is_apm)
        whole = _replaced(whole, some, part)
    return whole.at(where)


def _columns(units: Units, days: RuleDays, payer: Ints, tables: FeeTables) -> list[Ints]:
    distinct = {id(each): each for each in (days.values, days.indices, days.factor, days.reduction)}
    periods = [
        np.where(each == NO_DAY, NO_PERIOD, tables.period_of(each)) for each in distinct.values()
    ]
    return [units.code, units.place, units.setting, payer, *periods]


def combinations(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Return where each distinct combination occurs once, and which one each line has.

    ``columns``: small whole numbers, perhaps negative.
    """
    size = columns[0].size
    number, count = np.zeros(size, dtype=np.int64), 1
    first = np.zeros(1, dtype=np.int64)
    for column in columns if size else ():
        low = int(column.min())
        span = int(column.max()) - low + 1
        key = number * span + (column - low)
        last = np.full(count * span, UNKNOWN, dtype=np.int64)
        last[key] = np.arange(size)
        is_present = last != UNKNOWN
        number = (np.cumsum(is_present) - 1)[key]
        first = last[is_present]
        count = first.size
    return (first if size else number), number
