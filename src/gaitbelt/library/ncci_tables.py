"""The NCCI tables as rows: read once, kept as text, parsed for the pair that is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import NamedTuple

from gaitbelt.library.shipped import day, shipped_rows

NEVER_APPLIES = 9
"""Modifier indicator of a row that was deleted on the day it began."""


class Source(NamedTuple):
    """A cited source; an edition is seen from its first through its last day."""

    key: str
    citation: str
    confidence: str
    seen_from: date | None
    seen_through: date | None


class Period(NamedTuple):
    """The days a row covers, and those on which it may have."""

    not_before: date | None
    effective_from: date | None
    established_from: date | None
    effective_through: date | None

    def covers(self, on: date) -> bool | None:
        """True or False; None between the earliest possible day and the first known one."""
        if self.effective_through is not None and on > self.effective_through:
            return False
        first = self.effective_from or self.established_from
        if first is None or on >= first:
            return True
        if self.effective_from is not None or (self.not_before and on < self.not_before):
            return False
        return None


class PtpRow(NamedTuple):
    """One row of ``ptp_edits.csv``."""

    column_one: str
    column_two: str
    modifier_indicator: int | None
    period: Period
    confidence: str
    sources: tuple[Source, ...]


class MueRow(NamedTuple):
    """One row of ``mue.csv``."""

    unit_limit: int
    adjudication_indicator: int
    period: Period
    sources: tuple[Source, ...]


class AddOnRow(NamedTuple):
    """One row of ``add_ons.csv``."""

    primary_code: str
    edit_type: int
    effective_from: date | None
    effective_through: date | None


class OwnPairs(NamedTuple):
    """What a user's pair table covers: first codes from one through another."""

    first: str
    last: str
    source: Source

    def covers(self, code: str) -> bool:
        """Return whether the table holds all pairs with the code in column one."""
        return self.first <= code <= self.last


class OwnLimits(NamedTuple):
    """The days on which a user's unit limits hold; a code that is not named has none."""

    first: date
    last: date
    source: Source


@dataclass(frozen=True, slots=True)
class OwnTables:
    """What the user's own tables say of some codes, in the place of the shipped rows.

    ``pairs``: by setting and codes in order; ``limits``: by setting and code.
    """

    pair_tables: Mapping[str, OwnPairs] = field(default_factory=dict)
    pairs: Mapping[tuple[str, str, str], list[PtpRow]] = field(default_factory=dict)
    limit_tables: Mapping[str, list[OwnLimits]] = field(default_factory=dict)
    limits: Mapping[tuple[str, str], list[MueRow]] = field(default_factory=dict)

    def pairs_of(self, setting: str, *codes: str) -> OwnPairs | None:
        """Return the pair table that alone answers for codes, where there is one."""
        table = self.pair_tables.get(setting)
        return table if table and all(table.covers(code) for code in codes) else None

    def limits_on(self, setting: str, on: date) -> OwnLimits | None:
        """Return the unit limits that hold on a day, where they are the user's."""
        tables = self.limit_tables.get(setting, ())
        return next((each for each in tables if each.first <= on <= each.last), None)


SHIPPED = OwnTables()
"""No tables but the shipped ones."""


def ptp_rows(setting: str, code: str, other: str, own: OwnTables = SHIPPED) -> list[PtpRow]:
    """The rows of two codes in one setting, whichever of them is in column one."""
    low, high = sorted((code, other))
    kept = [
        row
        for row in _shipped_pairs(setting, low, high)
        if own.pairs_of(setting, row.column_one) is None
    ]
    return kept + own.pairs.get((setting, low, high), [])


def _shipped_pairs(setting: str, low: str, high: str) -> list[PtpRow]:
    return [
        PtpRow(
            r["column_one"],
            r["column_two"],
            int(r["modifier_indicator"]) if r["modifier_indicator"] else None,
            _period(r),
            r["confidence"],
            _named(r["source"]),
        )
        for r in _ptp_index().get((setting, low, high), ())
    ]


def ptp_partners(setting: str, code: str, own: OwnTables = SHIPPED) -> list[str]:
    """Every code that shares a row with this one in a setting, sorted."""
    every = {*_ptp_index(), *own.pairs}
    keys = [key for key in every if key[0] == setting and code in key[1:]]
    return sorted(high if low == code else low for _, low, high in keys)


def mue_rows(setting: str, code: str) -> list[MueRow]:
    """The unit limits of a code in one setting."""
    return [
        MueRow(
            int(r["unit_limit"]),
            int(r["adjudication_indicator"]),
            _period(r),
            _named(r["source"]),
        )
        for r in _mue_index().get((setting, code), ())
    ]


def add_on_rows(code: str) -> list[AddOnRow]:
    """The primaries of an add-on code, none where it is not one."""
    return [
        AddOnRow(
            r["primary_code"],
            int(r["edit_type"]),
            day(r["effective_from"]),
            day(r["effective_through"]),
        )
        for r in _add_on_index().get(code, ())
    ]


def pair_editions(setting: str) -> tuple[Source, ...]:
    """The editions of a setting's pairs that were seen."""
    return _keyed({"practitioner": "prac-", "outpatient": "oph-"}[setting])


def limit_editions(setting: str) -> tuple[Source, ...]:
    """The editions of a setting's unit limits that were seen."""
    return _keyed({"practitioner": "mue-prac-", "outpatient": "mue-oph-"}[setting])


def covered(code: str) -> tuple[frozenset[str], frozenset[str]]:
    """The lists and editions in which the pairs of a code were looked for."""
    row = _coverage().get(code)
    if row is None:
        return frozenset(), frozenset()
    return frozenset(row["lists"].split()), frozenset(row["editions"].split())


def citations(sources: Iterable[Source]) -> tuple[str, ...]:
    """The citation of each source once, in order."""
    return tuple(dict.fromkeys(s.citation for s in sources))


def _period(row: dict[str, str]) -> Period:
    return Period(
        day(row.get("not_before")),
        day(row["effective_from"]),
        day(row["established_from"]),
        day(row["effective_through"]),
    )


def _named(keys: str) -> tuple[Source, ...]:
    return tuple(_sources()[key] for key in keys.split())


def _keyed(prefix: str) -> tuple[Source, ...]:
    return tuple(source for key, source in _sources().items() if key.startswith(prefix))


@cache
def _sources() -> dict[str, Source]:
    return {
        r["source"]: Source(
            r["source"],
            r["citation"],
            r["confidence"],
            day(r["seen_from"]),
            day(r["seen_through"]),
        )
        for r in shipped_rows("ncci/sources")
    }


@cache
def _coverage() -> dict[str, dict[str, str]]:
    return {r["hcpcs_code"]: r for r in shipped_rows("ncci/codes_covered")}


@cache
def _ptp_index() -> dict[tuple[str, str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for r in shipped_rows("ncci/ptp_edits"):
        low, high = sorted((r["column_one"], r["column_two"]))
        found.setdefault((r["setting"], low, high), []).append(r)
    return found


@cache
def _mue_index() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for r in shipped_rows("ncci/mue"):
        found.setdefault((r["setting"], r["hcpcs_code"]), []).append(r)
    return found


@cache
def _add_on_index() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for r in shipped_rows("ncci/add_ons"):
        found.setdefault(r["add_on_code"], []).append(r)
    return found
