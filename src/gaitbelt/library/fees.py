"""Where a fee is paid: locality indices, ZIP codes and counties, by date of service.

Read from the package's tables with the standard library only, once, when first asked.
"""

import bisect
import functools
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library.shipped import shipped_rows

_LOCALITY = re.compile(r"^(\d{4,5})[-/ ]?(\d{1,2})$")
_FEWEST_DIGITS = 6
_ZIP = re.compile(r"^(\d{5})(?:-?\d{4})?$")

NATIONAL_LOCALITY = "national"
"""Stands for indices of 1.000: the national amount, which no one is paid."""

ZIP_HELD_FROM = date(2025, 10, 1)
"""The first date of the ZIP file; before it the locality is deduced from its borders."""

REDRAWN = date(2024, 1, 1)
"""The day from which California's localities had other borders."""

_REDRAWN_LOCALITIES = ("01112-05", "01182-18")


@dataclass(frozen=True, slots=True)
class LocalityIndices:
    """A locality's indices over a stretch of dates, both ends inclusive.

    ``work_without_floor`` None means that it was published in no file held.
    """

    locality: str
    state: str
    name: str
    effective_from: date
    effective_through: date
    work: Decimal
    work_without_floor: Decimal | None
    practice_expense: Decimal
    malpractice: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Place:
    """The locality found for a ZIP code or county, or why none is told.

    ``locality`` None: not told, for the reason in ``note``. ``confidence``: P or D.
    """

    locality: str | None
    state: str
    confidence: str
    note: str = ""


def as_locality(text: str) -> str:
    """Return a locality as carrier and number, such as 01182-17.

    Also read: 0118217, 1182-17, ``national``. Raises ImpossibleInput for anything else.
    """
    written = text.strip().lower()
    if written == NATIONAL_LOCALITY:
        return NATIONAL_LOCALITY
    found = _LOCALITY.match(written)
    has_mark = found is not None and len(written) > len(found[1]) + len(found[2])
    if found is None or (not has_mark and len(written) <= _FEWEST_DIGITS):
        raise ImpossibleInput(
            f"{text!r} is not a locality. Write carrier and locality, such as 01182-17."
        )
    return f"{found[1].zfill(5)}-{found[2].zfill(2)}"


def localities() -> tuple[str, ...]:
    """Return every locality held on any date, in order."""
    return tuple(sorted(_index_rows()))


def locality_eras(locality: str) -> tuple[LocalityIndices, ...]:
    """Return a locality's indices over time, in order of dates; empty where unknown."""
    return _index_rows().get(locality, ())


def locality_indices(locality: str, on: date) -> LocalityIndices | None:
    """Return a locality's indices on a date of service, or None where none are held.

    Held for 2020-01-01 to 2026-12-31.
    """
    eras = locality_eras(locality)
    return next((e for e in eras if e.effective_from <= on <= e.effective_through), None)


def locality_of_zip(zip_code: str, on: date) -> Place:
    """Return the locality of a ZIP code on a date, or why it cannot be told.

    Of a nine-digit code the first five are read. Source: CMS ZIP5 files of 2025-10 and
    2026-04. Raises ImpossibleInput where it is not five or nine digits.
    """
    found = _ZIP.match(zip_code.strip())
    if found is None:
        raise ImpossibleInput(f"{zip_code!r} is not a ZIP code. Write its five digits.")
    starts, rows = _zip_rows()
    number = int(found[1])
    at = bisect.bisect_right(starts, number) - 1
    if at < 0 or number > rows[at][0]:
        return Place(None, "", "P", f"ZIP code {found[1]} is not in CMS's list. Name the locality.")
    _, state, locality, has_extension = rows[at]
    if has_extension:
        note = (
            f"ZIP code {found[1]} reaches into more than one locality ({locality} is that of "
            "the five digits). Name the locality."
        )
        return Place(None, state, "P", note)
    if on < REDRAWN and locality in _REDRAWN_LOCALITIES:
        note = (
            f"ZIP code {found[1]} lies where localities were redrawn on {REDRAWN}. "
            "Name the locality."
        )
        return Place(None, state, "D", note)
    return Place(locality, state, "P" if on >= ZIP_HELD_FROM else "D")


def locality_of_county(state: str, county: str, on: date) -> Place:
    """Return the locality of a county on a date, or why it cannot be told.

    ``state``: two letters; ``county``: its name without the word county. A county that the
    CMS file does not name belongs to the rest of its state; whether it exists is not known.
    """
    wanted = " ".join(county.upper().removesuffix(" COUNTY").split())
    rows = [row for row in _county_rows().get(state.strip().upper(), ()) if row[1] <= on <= row[2]]
    for name in (wanted, "*"):
        found = next((locality for named, _, _, locality in rows if named == name), None)
        if found is not None:
            return Place(found, state.strip().upper(), "P")
    return Place(None, state, "P", f"No locality of {state} is held on {on}. Name the locality.")


_CountyRow = tuple[str, date, date, str]


@functools.cache
def _index_rows() -> dict[str, tuple[LocalityIndices, ...]]:
    found: defaultdict[str, list[LocalityIndices]] = defaultdict(list)
    for cells in shipped_rows("fees/gpci"):
        bare = cells["work_gpci_without_floor"]
        found[cells["locality"]].append(
            LocalityIndices(
                cells["locality"],
                cells["state"],
                cells["locality_name"],
                date.fromisoformat(cells["effective_from"]),
                date.fromisoformat(cells["effective_through"]),
                Decimal(cells["work_gpci"]),
                Decimal(bare) if bare else None,
                Decimal(cells["practice_expense_gpci"]),
                Decimal(cells["malpractice_gpci"]),
                cells["source"],
            )
        )
    return {locality: tuple(eras) for locality, eras in found.items()}


@functools.cache
def _zip_rows() -> tuple[list[int], list[tuple[int, str, str, bool]]]:
    starts: list[int] = []
    rows: list[tuple[int, str, str, bool]] = []
    for cells in shipped_rows("fees/zip_localities"):
        starts.append(int(cells["zip_from"]))
        is_shared = cells["has_extension"] == "yes"
        rows.append((int(cells["zip_through"]), cells["state"], cells["locality"], is_shared))
    return starts, rows


@functools.cache
def _county_rows() -> dict[str, tuple[_CountyRow, ...]]:
    found: defaultdict[str, list[_CountyRow]] = defaultdict(list)
    for cells in shipped_rows("fees/county_localities"):
        found[cells["state"]].append(
            (
                cells["county"],
                date.fromisoformat(cells["effective_from"]),
                date.fromisoformat(cells["effective_through"]),
                cells["locality"],
            )
        )
    return {state: tuple(rows) for state, rows in found.items()}
