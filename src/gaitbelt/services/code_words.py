"""What the registry's short words mean, said to a person."""

import re

from gaitbelt.library.codes import CodeRow, StatusRow

STATUS_MEANINGS = {
    "A": "paid apart when it is covered",
    "B": "bundled: payment is always in another service, never apart",
    "C": "priced by the contractor",
    "I": "not valid for Medicare: another code is used",
    "N": "not covered by Medicare",
    "R": "covered only under special conditions",
    "X": "outside the physician fee schedule by statute",
}
"""Meanings of the Medicare status codes that occur in the registry."""

THERAPY_CLASSES = {
    "always": "always therapy: at Medicare every line needs GP, GO or GN",
    "sometimes": (
        "sometimes therapy: at Medicare it needs GP, GO or GN when a therapist gives it "
        "or a therapy plan of care covers it"
    ),
    "never": "not on Medicare's therapy list",
    "unknown": "not established whether it is on Medicare's therapy list",
}

REDUCED = "5"
"""The multiple-procedure indicator of the therapy reduction."""

_RELEASE_MONTHS = {"A": "01-01", "B": "04-01", "C": "07-01", "D": "10-01", "AR": "03-09"}
_BANDED_BASES = ("minute_band", "per_30_days")


def time_base_in_words(row: CodeRow) -> str:
    """Return how units of a code are counted, as a sentence part."""
    if row.time_base in _BANDED_BASES:
        return _band_in_words(row)
    words = {
        "15_minutes": "one unit per 15 minutes",
        "per_30_minutes": "one unit per 30 minutes",
        "per_hour": "one unit per hour",
        "first": f"one unit for the first {row.base_minutes} minutes",
        "further": f"one unit for each further {row.base_minutes} minutes",
        "month_first": (
            f"one unit for the first {row.base_minutes} minutes of a calendar month, "
            "which must be full"
        ),
        "month_further": f"one unit for each further full {row.base_minutes} minutes of the month",
        "per_day": "one unit per day, untimed",
        "area": "by wound area, not by time",
        "untimed": "untimed: minutes do not count",
    }
    return words.get(row.time_base, "not established")


def _band_in_words(row: CodeRow) -> str:
    band = f"{row.band_from}-{row.band_through}" if row.band_through else f"{row.band_from} or more"
    if row.time_base == "minute_band":
        return f"one unit for {band} minutes"
    return f"one unit per 30 days with {band} days of data"


def is_reduced(status: StatusRow | None) -> bool | None:
    """Return whether Medicare's therapy reduction applies; None where not held."""
    return None if status is None else status.multiple_procedure_indicator == REDUCED


def cite_of_releases(source: str) -> str:
    """Return releases such as ``RVU20A-RVU26C`` as a citation with their dates."""
    files = "files" if "-" in source else "file"
    dated = re.sub(r"RVU(\d\d)(AR|[ABCD])", _with_date, source).replace(")-RVU", ") to RVU")
    return f"CMS PFS relative value {files} {dated}"


def _with_date(release: re.Match[str]) -> str:
    year, letter = release.groups()
    return f"{release[0]} (20{year}-{_RELEASE_MONTHS[letter]})"
