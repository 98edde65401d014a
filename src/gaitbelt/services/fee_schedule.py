"""What fees rest on: shipped releases, with those that the user imported in their place.

Relative values and status hold for the quarter of their release, and to the end of the year
where nothing shipped reaches so far; indices for their year. A conversion factor of a user's
release is taken only for dates of which no published value is held: within a year that
Congress changed, the published value knows the day and a release does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from gaitbelt.library import codes, fees
from gaitbelt.library.codes import RelativeValues, StatusRow
from gaitbelt.library.fees import LocalityIndices

if TYPE_CHECKING:
    from gaitbelt.library.local import Entry

Era = TypeVar("Era", StatusRow, RelativeValues, LocalityIndices)

_Row = Mapping[str, Any]  # Any: a cell, by its column

TWO_FACTORS_FROM = date(2026, 1, 1)
"""From this day participants of an alternative payment model have a factor of their own."""


@dataclass(frozen=True, slots=True)
class Factor:
    """The dollars per relative value unit of a release; None where it does not tell them."""

    effective_from: date
    effective_through: date
    common: Decimal | None
    qualifying: Decimal | None
    source: str


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """Status and values by code and indices by locality, each in order of dates.

    ``factors``: those of the user's releases.
    """

    statuses: Mapping[str, tuple[StatusRow, ...]]
    values: Mapping[str, tuple[RelativeValues, ...]]
    indices: Mapping[str, tuple[LocalityIndices, ...]]
    factors: tuple[Factor, ...] = ()
    digest: str = field(default="")

    def stretches(self) -> Iterator[tuple[date, date]]:
        """Yield the first and last day of everything held."""
        for statuses in self.statuses.values():
            yield from ((each.effective_from, each.effective_through) for each in statuses)
        for values in self.values.values():
            yield from ((each.effective_from, each.effective_through) for each in values)
        for indices in self.indices.values():
            yield from ((each.effective_from, each.effective_through) for each in indices)
        yield from ((each.effective_from, each.effective_through) for each in self.factors)

    def status_on(self, code: str, on: date) -> StatusRow | None:
        """Return a code's status on a date, or None where no release is held."""
        return _on(self.statuses.get(code, ()), on)

    def values_on(self, code: str, on: date) -> RelativeValues | None:
        """Return a code's relative values on a date, or None where none are held."""
        return _on(self.values.get(code, ()), on)

    def indices_on(self, locality: str, on: date) -> LocalityIndices | None:
        """Return a locality's indices on a date, or None where none are held."""
        return _on(self.indices.get(locality, ()), on)


def _on(eras: Iterable[Era], on: date) -> Era | None:
    return next(
        (each for each in eras if each.effective_from <= on <= each.effective_through), None
    )


def schedule_of(store: Path | None) -> Schedule:
    """Return the shipped schedule, or with the tables of a store in their place.

    Raises UnusableStore where the store holds no table, or a file is not the one imported.
    """
    if store is None:
        return shipped_schedule()
    from gaitbelt.library import local

    return _of_store(store, local.digest_of(store))


@cache
def shipped_schedule() -> Schedule:
    """Return what the package holds."""
    every = codes.all_codes()
    return Schedule(
        {code: eras for code in every if (eras := codes.status_eras(code))},
        {code: own for code in every if (own := codes.relative_value_eras(code))},
        {place: fees.locality_eras(place) for place in fees.localities()},
    )


@lru_cache(maxsize=4)
def _of_store(store: Path, digest: str) -> Schedule:
    from gaitbelt.library import local

    shipped, held = shipped_schedule(), local.tables_of(store)
    statuses, values, factors = _with_values(shipped, store, held)
    return Schedule(statuses, values, _with_indices(shipped, store, held), factors, digest)


def _with_values(
    shipped: Schedule, store: Path, held: "Sequence[Entry]"
) -> tuple[
    dict[str, tuple[StatusRow, ...]], dict[str, tuple[RelativeValues, ...]], tuple[Factor, ...]
]:
    from gaitbelt.edges.cms.shapes import RELATIVE_VALUES
    from gaitbelt.services.reference_store import dated, to_year_end

    own = [each for each in held if each.kind == RELATIVE_VALUES]
    last = max(each.effective_through for eras in shipped.statuses.values() for each in eras)
    statuses, values = dict(shipped.statuses), dict(shipped.values)
    factors = []
    for table, stretch in dated(store, own, [last], to_year_end):
        release = [each for each in own if each.edition == stretch[0]]
        source = _sources(release)
        rows = {row["hcpcs_code"]: row for row in table.to_dicts() if row["modifier"] is None}
        for code in codes.all_codes():
            row = rows.get(code)
            status = None if row is None else _status(row, stretch, source)
            value = None if row is None else _values(row, stretch, source)
            statuses[code] = overlaid(statuses.get(code, ()), stretch, status)
            values[code] = overlaid(values.get(code, ()), stretch, value)
        factors.append(_factor(release, stretch))
    held_statuses = {code: eras for code, eras in statuses.items() if eras}
    held_values = {code: own_values for code, own_values in values.items() if own_values}
    return held_statuses, held_values, tuple(factors)


def _with_indices(
    shipped: Schedule, store: Path, held: "Sequence[Entry]"
) -> dict[str, tuple[LocalityIndices, ...]]:
    from gaitbelt.edges.cms.shapes import LOCALITY_INDICES
    from gaitbelt.services.reference_store import dated

    own = [each for each in held if each.kind == LOCALITY_INDICES]
    indices: dict[str, tuple[LocalityIndices, ...]] = dict(shipped.indices)
    for table, stretch in dated(store, own, [], to_calendar_year_end):
        source = _sources([each for each in own if each.edition == stretch[0]])
        found = {row["locality"]: row for row in table.to_dicts()}
        for place in {*indices, *found}:
            row = found.get(place)
            index = None if row is None else _indices(row, stretch, source)
            indices[place] = overlaid(indices.get(place, ()), stretch, index)
    return {place: eras for place, eras in indices.items() if eras}


def _sources(release: "Sequence[Entry]") -> str:
    return ", ".join(name for each in release for name in each.sources)


def to_calendar_year_end(start: date, shipped: Sequence[date]) -> date:
    """Return the last day of the year: indices hold for theirs, whatever is shipped."""
    del shipped
    return date(start.year, 12, 31)


def overlaid(eras: Sequence[Era], stretch: tuple[date, date], row: Era | None) -> tuple[Era, ...]:
    """Return eras cut at the ends of a stretch, within which a row stands, or nothing."""
    first, last = stretch
    kept = [] if row is None else [row]
    for era in eras:
        if era.effective_from < first:
            ends = min(era.effective_through, first - timedelta(days=1))
            kept.append(replace(era, effective_through=ends))
        if era.effective_through > last:
            begins = max(era.effective_from, last + timedelta(days=1))
            kept.append(replace(era, effective_from=begins))
    return tuple(sorted(kept, key=lambda each: each.effective_from))


def _status(row: _Row, stretch: tuple[date, date], source: str) -> StatusRow:
    indicator = row["multiple_procedure_indicator"] or ""
    return StatusRow(row["hcpcs_code"], *stretch, row["status_code"] or "", indicator, source)


def _values(row: _Row, stretch: tuple[date, date], source: str) -> RelativeValues:
    names = ("work_rvu", "nonfacility_pe_rvu", "facility_pe_rvu", "malpractice_rvu")
    work, office, facility, malpractice = (row[name] or Decimal(0) for name in names)
    return RelativeValues(row["hcpcs_code"], *stretch, work, office, facility, malpractice, source)


def _indices(row: _Row, stretch: tuple[date, date], source: str) -> LocalityIndices:
    work = row["work_gpci"]
    return LocalityIndices(
        row["locality"],
        row["state"],
        row["locality_name"],
        *stretch,
        work if work is not None else row["work_gpci_without_floor"],
        row["work_gpci_without_floor"],
        row["practice_expense_gpci"],
        row["malpractice_gpci"],
        source,
    )


def _factor(release: "Sequence[Entry]", stretch: tuple[date, date]) -> Factor:
    """Return what the files of one release say; two files of one day tell two factors.

    One file of a year with two factors is told by its name, as CMS calls it, or not at all.
    """
    source = _sources(release)
    found = {each.variant: " ".join(each.sources).lower() for each in release}
    amounts = {Decimal(text): name for text, name in found.items() if _is_amount(text)}
    if stretch[0] < TWO_FACTORS_FROM:
        return Factor(*stretch, _only(list(amounts)), None, source)
    common = [amount for amount, name in amounts.items() if "nonqpp" in name]
    qualifying = [a for a, name in amounts.items() if "qpp" in name and "nonqpp" not in name]
    return Factor(*stretch, _only(common), _only(qualifying), source)


def _only(amounts: Sequence[Decimal]) -> Decimal | None:
    return amounts[0] if len(amounts) == 1 else None


def _is_amount(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
