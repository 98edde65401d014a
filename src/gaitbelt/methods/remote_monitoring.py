"""Which band of remote therapeutic monitoring a period's days or a month's minutes reach.

Sources: CR 14250 / R13431CP / MM14250 as reported by fairpath.ai and Nixon Law Group,
Limber Health (management), pt-management.com (16 days before 2026). Device codes run
over rolling 30 days and one of them is payable per period; management runs over a
calendar month and needs its minutes in full and one live interaction. The bands are
those of the code registry.
"""

from collections.abc import Iterable
from dataclasses import dataclass

PERIOD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Band:
    """A code and the days with data in 30, or the minutes of a month, that it is for."""

    hcpcs_code: str
    first: int
    last: int | None


def code_holding(bands: Iterable[Band], count: int) -> str | None:
    """Return the code whose band holds a count, or None where none does.

    Of several, the one that asks for most.
    """
    held = [
        band for band in bands if band.first <= count and (band.last is None or count <= band.last)
    ]
    best = max(held, key=lambda band: band.first, default=None)
    return best.hcpcs_code if best else None


def full_blocks_past_first(minutes: int, first_minutes: int, block_minutes: int) -> int:
    """Return the full blocks of minutes after the first ones; no part of a block counts."""
    return max(0, minutes - first_minutes) // block_minutes
