"""Whether the recorded times of two timed codes are separate 15-minute blocks.

Source: CMS, article on the proper use of modifiers 59 and X{EPSU}, March 2020, example 9,
as quoted by webpt.com: two timed codes are separate where they are given in different
15-minute blocks, and the blocks of one code may be split around the other's.

Interpretation: times share a block where they overlap, or where all the time of both codes
fits in one 15-minute span; decided 2026-11-21.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from gaitbelt.language.errors import ImpossibleInput

BLOCK = timedelta(minutes=15)
"""The length of a block of a timed code."""

Interval = tuple[datetime, datetime]
"""When an intervention began and ended; what ends as another begins does not overlap it."""


@dataclass(frozen=True, slots=True)
class Separation:
    """How the times of two codes lie: minutes in both, and the span of both together."""

    overlapping: timedelta
    span: timedelta

    @property
    def is_in_one_block(self) -> bool:
        """Return whether all the time of both codes fits in one 15-minute span."""
        return self.span <= BLOCK

    @property
    def is_in_separate_blocks(self) -> bool:
        """Return whether the record supports that the codes had blocks of their own."""
        return not self.overlapping and not self.is_in_one_block


def separation(first: Iterable[Interval], second: Iterable[Interval]) -> Separation:
    """Return how the times of two codes on one patient's date lie to each other.

    Each code may have several intervals. Raises ImpossibleInput where a code has none, or
    where one ends before it begins.
    """
    ours, theirs = _read(first), _read(second)
    overlapping = sum(
        (
            max(min(end, other_end) - max(start, other_start), timedelta())
            for start, end in ours
            for other_start, other_end in theirs
        ),
        timedelta(),
    )
    starts, ends = zip(*ours, *theirs, strict=True)
    return Separation(overlapping, max(ends) - min(starts))


def in_turn(begins: datetime, minutes: Iterable[tuple[str, int]]) -> dict[str, list[Interval]]:
    """Return the intervals of codes that were given one after the other, by code.

    ``minutes`` are pairs of a code and its minutes, in the order they were given.
    """
    found: dict[str, list[Interval]] = {}
    for hcpcs_code, length in minutes:
        ends = begins + timedelta(minutes=length)
        found.setdefault(hcpcs_code, []).append((begins, ends))
        begins = ends
    return found


def _read(intervals: Iterable[Interval]) -> list[Interval]:
    given = sorted(intervals)
    if not given:
        raise ImpossibleInput("A code has no recorded times. Give at least one start and end.")
    for start, end in given:
        if end < start:
            raise ImpossibleInput(
                f"An interval ends at {end:%H:%M} before it begins at {start:%H:%M}. "
                "Give the start first."
            )
    return given
