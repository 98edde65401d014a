"""What only a file's name says: the setting of its pairs, and its edition."""

import re
from datetime import date

_NCCI_FIRST_YEAR = 1994
"""NCCI version 30 is that of 2024."""
_QUARTERS = 4
_YEAR_DIGITS = 4

_SETTINGS = (
    ("practitioner", re.compile(r"ccipra|practitioner|physician", re.IGNORECASE)),
    ("outpatient", re.compile(r"ccioph|hospital|outpatient", re.IGNORECASE)),
)
_VERSION = re.compile(r"v(\d{2})(\d)r\d", re.IGNORECASE)
_EFFECTIVE = re.compile(r"eff[_-](\d{2})-(\d{2})-(\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"v(\d{4})q([1-4])", re.IGNORECASE)
_RELEASE = re.compile(r"pprrvu[_-]?(\d{4}|\d{2})[_-]?(jan|apr|jul|oct)", re.IGNORECASE)
MONTHS = {"jan": 1, "apr": 4, "jul": 7, "oct": 10}


def setting_of(name: str) -> str | None:
    """Return the setting that a file's name stands for, None where it tells none."""
    return next((setting for setting, words in _SETTINGS if words.search(name)), None)


def edition_of(name: str) -> date | None:
    """Return the first day of the edition that a file's name stands for, or None.

    Known: ccipra-v302r0 (version 30.2, 2024-07-01), Eff_04-01-2026, V2026Q2, PPRRVU2026_Jan.
    """
    if found := _EFFECTIVE.search(name):
        return _day(int(found[3]), int(found[1]), int(found[2]))
    if found := _QUARTER.search(name):
        return quarter(int(found[1]), int(found[2]))
    if found := _RELEASE.search(name):
        year = int(found[1]) if len(found[1]) == _YEAR_DIGITS else 2000 + int(found[1])
        return _day(year, MONTHS[found[2].lower()], 1)
    if (found := _VERSION.search(name)) and int(found[2]) < _QUARTERS:
        return quarter(_NCCI_FIRST_YEAR + int(found[1]), int(found[2]) + 1)
    return None


def quarter(year: int, number: int) -> date | None:
    """Return the first day of a quarter, None for one that is not of a calendar."""
    return _day(year, 3 * number - 2, 1)


def _day(year: int, month: int, on: int) -> date | None:
    try:
        return date(year, month, on)
    except ValueError:
        return None
