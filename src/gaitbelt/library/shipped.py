"""The package's reference tables as rows of text, read with the standard library only."""

import csv
from datetime import date
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
"""Found by place: importing ``gaitbelt.reference`` would load polars."""


def shipped_rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table by their headings: ``codes/successors`` names one."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def day(cell: str | None) -> date | None:
    """Return the date in a cell, or None where the cell is empty or absent."""
    return date.fromisoformat(cell) if cell else None


def covers(first: date | None, last: date | None, on: date) -> bool:
    """Return whether a stretch of dates, open where an end is None, holds a date."""
    return (first is None or first <= on) and (last is None or on <= last)
