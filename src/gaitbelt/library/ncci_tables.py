"""The NCCI tables as rows: read once, kept as text, parsed for the pair that is asked."""

from collections.abc import Iterable
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


def ptp_rows(setting: str, code: str, other: str) -> list[PtpRow]:
    """The rows of two codes in one setting, whichever of them is in column one."""
    low, high = sorted((code, other))
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


def ptp_partners(setting: str, code: str) -> list[str]:
    """Every code that shares a row with this one in a setting, sorted."""
    keys = [key for key in _ptp_index() if key[0] == setting and code in key[1:]]
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
