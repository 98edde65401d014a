"""The fee schedule as arrays: every figure by code, locality and stretch of dates."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np

from gaitbelt.language.money import MILLION, millionths
from gaitbelt.library import fees, policy
from gaitbelt.library.fees import NATIONAL_LOCALITY
from gaitbelt.methods.pricing import work_index
from gaitbelt.methods.pricing.ranking import Flags, Ints
from gaitbelt.services.fee_schedule import Schedule, schedule_of

MEDICARE = "medicare"
UNKNOWN = -1
"""A figure that is not held; none is negative."""

PAYABLE = ("A", "R", "T")
"""Status letters of codes that the fee schedule prices."""

THERAPY_REDUCTION = "5"
"""The multiple-procedure indicator of the therapy codes that are reduced."""

FACTOR, QUALIFYING = "conversion_factor", "conversion_factor_qualifying"
FLOOR = "work_gpci_floor"
OFFICE, INSTITUTION = "therapy_reduction_office", "therapy_reduction_institution"
COINSURANCE, ASSISTANT = "coinsurance_rate", "assistant_payment_rate"
SEQUESTRATION, DEDUCTIBLE = "sequestration_rate", "part_b_deductible"
POLICIES = (
    FACTOR,
    QUALIFYING,
    FLOOR,
    OFFICE,
    INSTITUTION,
    COINSURANCE,
    ASSISTANT,
    SEQUESTRATION,
    DEDUCTIBLE,
)

_EPOCH = date(1970, 1, 1)
_PARTS = ("work", "expense", "facility_expense", "malpractice")
Table = np.ndarray[tuple[int, int], np.dtype[np.int64]]


def day_number(on: date) -> int:
    """Return a date as days since 1970-01-01, as frames hold dates."""
    return (on - _EPOCH).days


def date_of(number: int) -> date:
    """Return the date of a number of days since 1970-01-01."""
    return _EPOCH + timedelta(days=number)


@dataclass(frozen=True, slots=True)
class FeeTables:
    """Every figure that a price needs, by code or locality and period.

    ``starts``: the first day of each period, in which nothing changes. ``values``: per
    part, code and period, hundredths of a relative value unit. ``status``: the position
    of the status letter in ``letters``. ``indices``: per part, locality and period,
    thousandths. ``factor`` and ``qualifying``: ten-thousandths of a dollar. ``rates``:
    millionths by policy and period. ``is_reducible`` is 1 for the
    codes of the therapy reduction. ``UNKNOWN`` where not held.
    """

    starts: Ints
    codes: dict[str, int]
    localities: dict[str, int]
    values: dict[str, Table]
    letters: tuple[str, ...]
    status: Table
    is_reducible: Table
    indices: dict[str, Table]
    factor: Ints
    qualifying: Ints
    rates: dict[str, Ints]
    schedule: Schedule

    @property
    def first_held(self) -> int:
        """The first day of which relative values are held, as a number of days."""
        return day_number(min(each[0].effective_from for each in self.schedule.values.values()))

    @property
    def last_held(self) -> int:
        """The last day of which relative values are held, as a number of days."""
        return day_number(max(each[-1].effective_through for each in self.schedule.values.values()))

    def period_of(self, day: Ints) -> Ints:
        """Return the period of each day; ``UNKNOWN`` before the first."""
        return np.searchsorted(self.starts, day, side="right") - 1


def fee_tables(known_on: date | None = None, store: Path | None = None) -> FeeTables:
    """Return the fee schedule as it was known on a day, or as it is known.

    ``store``: the user's own tables; when they became known is not told by them. Raises
    UnusableStore where the store holds no table, or a file is not the one imported.
    """
    return _fee_tables(known_on, schedule_of(store))


@functools.lru_cache(maxsize=16)
def _fee_tables(known_on: date | None, schedule: Schedule) -> FeeTables:
    every_code, every_place = sorted(schedule.statuses), sorted(schedule.indices)
    starts = _starts(schedule)
    periods = [date_of(int(each)) for each in starts]
    status, letters = _status(every_code, periods, schedule)
    factors = {name: _factors(name, periods, known_on, schedule) for name in (FACTOR, QUALIFYING)}
    rates = {
        name: _series(name, periods, known_on, MILLION)
        for name in (OFFICE, INSTITUTION, COINSURANCE, ASSISTANT, SEQUESTRATION)
    }
    return FeeTables(
        starts=starts,
        codes={code: at for at, code in enumerate(every_code)},
        localities={place: at for at, place in enumerate([*every_place, NATIONAL_LOCALITY])},
        values=_values(every_code, periods, schedule),
        letters=letters,
        status=status,
        is_reducible=_reducible(every_code, periods, schedule),
        indices=_indices(every_place, periods, known_on, schedule),
        factor=factors[FACTOR],
        qualifying=factors[QUALIFYING],
        rates=rates,
        schedule=schedule,
    )


def _starts(schedule: Schedule) -> Ints:
    days: set[int] = set()
    for first, last in schedule.stretches():
        days |= {day_number(first), day_number(last) + 1}
    for name in POLICIES:
        for row in policy.rows(MEDICARE, name):
            days |= {day_number(row.effective_from)} if row.effective_from else set()
            days |= {day_number(row.effective_through) + 1} if row.effective_through else set()
    return np.array(sorted(days), dtype=np.int64)


def _values(
    every_code: Sequence[str], periods: Sequence[date], schedule: Schedule
) -> dict[str, Table]:
    answer = {p: np.full((len(every_code), len(periods)), UNKNOWN, np.int64) for p in _PARTS}
    for row, code in enumerate(every_code):
        for era in schedule.values.get(code, ()):
            figures = (
                era.work_rvu,
                era.nonfacility_pe_rvu,
                era.facility_pe_rvu,
                era.malpractice_rvu,
            )
            columns = _columns(periods, era.effective_from, era.effective_through)
            for part, figure in zip(_PARTS, figures, strict=True):
                answer[part][row, columns] = int(figure * 100)
    return answer


def _columns(periods: Sequence[date], first: date, last: date) -> list[int]:
    return [at for at, on in enumerate(periods) if first <= on <= last]


def _status(
    every_code: Sequence[str], periods: Sequence[date], schedule: Schedule
) -> tuple[Table, tuple[str, ...]]:
    letters = tuple(sorted({e.status_code for own in schedule.statuses.values() for e in own}))
    answer = np.full((len(every_code), len(periods)), UNKNOWN, dtype=np.int64)
    for row, code in enumerate(every_code):
        for era in schedule.statuses[code]:
            columns = _columns(periods, era.effective_from, era.effective_through)
            answer[row, columns] = letters.index(era.status_code)
    return answer, letters


def _reducible(every_code: Sequence[str], periods: Sequence[date], schedule: Schedule) -> Table:
    answer = np.zeros((len(every_code), len(periods)), dtype=np.int64)
    for row, code in enumerate(every_code):
        for era in schedule.statuses[code]:
            columns = _columns(periods, era.effective_from, era.effective_through)
            answer[row, columns] = era.multiple_procedure_indicator == THERAPY_REDUCTION
    return answer


def _indices(
    every_place: Sequence[str], periods: Sequence[date], known_on: date | None, schedule: Schedule
) -> dict[str, Table]:
    floors = [policy.value(MEDICARE, FLOOR, on, known_on) for on in periods]
    answer = {}
    for part in ("work", "expense", "malpractice"):
        answer[part] = np.full((len(every_place) + 1, len(periods)), UNKNOWN, dtype=np.int64)
        answer[part][-1] = 1000
    for row, place in enumerate(every_place):
        for era in schedule.indices[place]:
            for at in _columns(periods, era.effective_from, era.effective_through):
                floor = floors[at]
                work = work_of(era, has_floor=None if floor is None else bool(floor.value))
                answer["work"][row, at] = UNKNOWN if work is None else int(work * 1000)
                answer["expense"][row, at] = int(era.practice_expense * 1000)
                answer["malpractice"][row, at] = int(era.malpractice * 1000)
    return answer


def work_of(era: fees.LocalityIndices, *, has_floor: bool | None) -> Decimal | None:
    """Return the work index that is used, or None where it is not known."""
    if has_floor is None:
        return None
    if has_floor:
        return work_index(era.work, has_floor=True)
    return era.work_without_floor


def _series(name: str, periods: Iterable[date], known_on: date | None, scale: int) -> Ints:
    answer = []
    for on in periods:
        row = policy.value(MEDICARE, name, on, known_on)
        exact = None if row is None else Decimal(str(row.value))
        held = exact is not None and scale == MILLION
        if exact is None:
            answer.append(UNKNOWN)
        else:
            answer.append(millionths(exact) if held else int(exact * scale))
    return np.array(answer, dtype=np.int64)


def _factors(name: str, periods: Sequence[date], known_on: date | None, schedule: Schedule) -> Ints:
    """Return a conversion factor by period: the published one, else that of a release."""
    answer = _series(name, periods, known_on, 10_000)
    for factor in schedule.factors:
        told = factor.common if name == FACTOR else factor.qualifying
        for at in _columns(periods, factor.effective_from, factor.effective_through):
            if answer[at] == UNKNOWN and told is not None:
                answer[at] = int(told * 10_000)
    return answer


def is_payable(tables: FeeTables, status: Ints) -> Flags:
    """Return which status positions are of codes that the fee schedule prices."""
    payable = np.array([letter in PAYABLE for letter in tables.letters] + [False])
    return np.asarray(payable[status], dtype=np.bool_)
