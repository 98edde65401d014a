"""The code registry: what each therapy code is, on which dates, and what is said of it.

Read from the package's tables with the standard library only, once, when first asked.
"""

import functools
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from gaitbelt.library.shipped import covers, day, shipped_rows

_Row = TypeVar("_Row")

ALL_PAYERS = "all"
"""The payer of a successor that holds wherever no payer has one of its own."""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code over one stretch of dates, both ends inclusive.

    ``effective_from`` None means that the start is not established, not that there is
    none; ``effective_through`` None means still in force. ``time_base`` is empty where
    it is not known. ``band_from`` and ``band_through`` are minutes, or for
    ``per_30_days`` days with data.
    """

    hcpcs_code: str
    label: str
    time_base: str
    base_minutes: int | None
    primary_codes: tuple[str, ...]
    band_from: int | None
    band_through: int | None
    disciplines: tuple[str, ...]
    therapy_class: str
    service_kind: str
    effective_from: date | None
    effective_through: date | None
    confidence: str
    source: str

    def covers(self, on: date) -> bool:
        """Return whether the row governs a date of service."""
        return covers(self.effective_from, self.effective_through, on)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """How Medicare's physician fee schedule treats a code over a stretch of dates.

    ``multiple_procedure_indicator`` 5 marks the codes of the therapy reduction.
    """

    hcpcs_code: str
    effective_from: date
    effective_through: date
    status_code: str
    multiple_procedure_indicator: str
    source: str


@dataclass(frozen=True, slots=True)
class RelativeValues:
    """A code's relative value units over a stretch of dates, before any conversion."""

    hcpcs_code: str
    effective_from: date
    effective_through: date
    work_rvu: Decimal
    nonfacility_pe_rvu: Decimal
    facility_pe_rvu: Decimal
    malpractice_rvu: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Successor:
    """A code that replaces another from a date on, for one payer or for all."""

    hcpcs_code: str
    successor_code: str
    payer: str
    effective_from: date
    confidence: str
    source: str


@dataclass(frozen=True, slots=True)
class Misunderstanding:
    """Something wrong that circulates about a code, and the fact with its source."""

    hcpcs_code: str
    claim: str
    fact: str
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something the record must hold for a code, or for a whole kind of service."""

    hcpcs_code: str
    service_kind: str
    requirement: str
    confidence: str
    cite: str


def normalised(code: str) -> str:
    """Return a code as the registry writes it."""
    return code.strip().upper()


def all_codes() -> tuple[str, ...]:
    """Return every code of the registry, retired ones too, in order."""
    return tuple(sorted(_code_rows()))


def is_known(code: str) -> bool:
    """Return whether the registry has the code on any date."""
    return normalised(code) in _code_rows()


def code_periods(code: str) -> tuple[CodeRow, ...]:
    """Return a code's rows in order of their dates; empty where it is not known."""
    return _code_rows().get(normalised(code), ())


def code_row(code: str, on: date) -> CodeRow | None:
    """Return the row that governs a code on a date of service, or None.

    A row whose start is not established governs every date up to its end.
    """
    return next((row for row in code_periods(code) if row.covers(on)), None)


def status_eras(code: str) -> tuple[StatusRow, ...]:
    """Return what the fee schedule releases say of a code, in order of dates."""
    return _status_rows().get(normalised(code), ())


def status_on(code: str, on: date) -> StatusRow | None:
    """Return a code's Medicare status on a date, or None where no release is held.

    Releases are held for dates of service 2020-01-01 to 2026-12-31.
    """
    return next((row for row in status_eras(code) if _covers_row(row, on)), None)


def relative_value_eras(code: str) -> tuple[RelativeValues, ...]:
    """Return a code's relative values over time, in order of dates."""
    return _value_rows().get(normalised(code), ())


def relative_values(code: str, on: date) -> RelativeValues | None:
    """Return a code's relative value units on a date, or None where none are held."""
    return next((row for row in relative_value_eras(code) if _covers_row(row, on)), None)


def successors(
    code: str, payer: str | None = None, on: date | None = None
) -> tuple[Successor, ...]:
    """Return what replaces a code, for a payer and on a date where they are given.

    A payer's own successors win over those of all payers. On a date, a successor that
    is no longer in force is itself replaced by what followed it, and a code is never
    its own successor.
    """
    named = normalised(code)
    if on is None:
        return _own_successors(named, payer)
    return tuple(_successors_in_force(named, payer, on, seen={named}))


def misunderstandings(code: str) -> tuple[Misunderstanding, ...]:
    """Return what circulates wrongly about a code, each with the cited fact."""
    return _misunderstandings().get(normalised(code), ())


def documentation(code: str) -> tuple[Requirement, ...]:
    """Return what the record must hold for a code: its own first, then its kind's."""
    periods = code_periods(code)
    if not periods:
        return ()
    by_code, by_kind = _requirements()
    return by_code.get(normalised(code), ()) + by_kind.get(periods[-1].service_kind, ())


def search(text: str) -> tuple[CodeRow, ...]:
    """Return the latest row of every code that holds all words of the text.

    Words are looked for in code, label, service kind and disciplines, in any case.
    """
    words = text.casefold().split()
    latest = (rows[-1] for _, rows in sorted(_code_rows().items()))
    return tuple(row for row in latest if words and all(word in _said(row) for word in words))


def _said(row: CodeRow) -> str:
    kind = row.service_kind.replace("_", " ")
    return " ".join((row.hcpcs_code, row.label, kind, *row.disciplines)).casefold()


def _own_successors(code: str, payer: str | None) -> tuple[Successor, ...]:
    rows = _successor_rows().get(code, ())
    if payer is None:
        return rows
    own = tuple(row for row in rows if row.payer == payer)
    return own or tuple(row for row in rows if row.payer == ALL_PAYERS)


def _successors_in_force(
    code: str, payer: str | None, on: date, seen: set[str]
) -> Iterator[Successor]:
    for row in _own_successors(code, payer):
        if row.effective_from > on or row.successor_code in seen:
            continue
        seen.add(row.successor_code)
        if code_row(row.successor_code, on) is not None:
            yield row
        else:
            yield from _successors_in_force(row.successor_code, payer, on, seen)


def _covers_row(row: StatusRow | RelativeValues, on: date) -> bool:
    return row.effective_from <= on <= row.effective_through


def _grouped(rows: Iterator[tuple[str, _Row]]) -> dict[str, tuple[_Row, ...]]:
    groups: defaultdict[str, list[_Row]] = defaultdict(list)
    for key, row in rows:
        groups[key].append(row)
    return {key: tuple(group) for key, group in groups.items()}


def _count(cell: str) -> int | None:
    return int(cell) if cell else None


@functools.cache
def _code_rows() -> dict[str, tuple[CodeRow, ...]]:
    return _grouped(
        (cells["hcpcs_code"], _code_row_of(cells)) for cells in shipped_rows("codes/codes")
    )


def _code_row_of(cells: dict[str, str]) -> CodeRow:
    return CodeRow(
        hcpcs_code=cells["hcpcs_code"],
        label=cells["label"],
        time_base=cells["time_base"],
        base_minutes=_count(cells["base_minutes"]),
        primary_codes=tuple(cells["primary_codes"].split()),
        band_from=_count(cells["band_from"]),
        band_through=_count(cells["band_through"]),
        disciplines=tuple(cells["disciplines"].split()),
        therapy_class=cells["therapy_class"],
        service_kind=cells["service_kind"],
        effective_from=day(cells["effective_from"]),
        effective_through=day(cells["effective_through"]),
        confidence=cells["confidence"],
        source=cells["source"],
    )


@functools.cache
def _status_rows() -> dict[str, tuple[StatusRow, ...]]:
    return _grouped(
        (
            cells["hcpcs_code"],
            StatusRow(
                cells["hcpcs_code"],
                date.fromisoformat(cells["effective_from"]),
                date.fromisoformat(cells["effective_through"]),
                cells["status_code"],
                cells["multiple_procedure_indicator"],
                cells["source"],
            ),
        )
        for cells in shipped_rows("codes/medicare_status")
    )


@functools.cache
def _value_rows() -> dict[str, tuple[RelativeValues, ...]]:
    return _grouped(
        (
            cells["hcpcs_code"],
            RelativeValues(
                cells["hcpcs_code"],
                date.fromisoformat(cells["effective_from"]),
                date.fromisoformat(cells["effective_through"]),
                Decimal(cells["work_rvu"]),
                Decimal(cells["nonfacility_pe_rvu"]),
                Decimal(cells["facility_pe_rvu"]),
                Decimal(cells["malpractice_rvu"]),
                cells["source"],
            ),
        )
        for cells in shipped_rows("codes/relative_values")
    )


@functools.cache
def _successor_rows() -> dict[str, tuple[Successor, ...]]:
    return _grouped(
        (
            cells["hcpcs_code"],
            Successor(
                cells["hcpcs_code"],
                cells["successor_code"],
                cells["payer"],
                date.fromisoformat(cells["effective_from"]),
                cells["confidence"],
                cells["source"],
            ),
        )
        for cells in shipped_rows("codes/successors")
    )


@functools.cache
def _misunderstandings() -> dict[str, tuple[Misunderstanding, ...]]:
    return _grouped(
        (cells["hcpcs_code"], Misunderstanding(**cells))
        for cells in shipped_rows("codes/misunderstandings")
    )


@functools.cache
def _requirements() -> tuple[
    dict[str, tuple[Requirement, ...]], dict[str, tuple[Requirement, ...]]
]:
    rows = tuple(Requirement(**cells) for cells in shipped_rows("codes/documentation"))
    by_code = _grouped((row.hcpcs_code, row) for row in rows if row.hcpcs_code)
    by_kind = _grouped((row.service_kind, row) for row in rows if row.service_kind)
    return by_code, by_kind
