"""Every other lawful assignment of a visit's units where codes tie for the last ones.

Source: CMS Pub. 100-04, Ch. 5, § 20.2(C), examples with equal minutes left over: the
clinician may give the unit to either service, never more than its minutes justify.
"""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

LISTED_AT_MOST = 50
"""Assignments written out; how many there are is said beside them."""


@dataclass(frozen=True, slots=True)
class OtherAssignments:
    """Units per code for every other lawful assignment, and how many there are in all.

    Each entry of ``listed`` is as long as the codes given and has the same total.
    """

    listed: tuple[tuple[int, ...], ...]
    count: int


def other_assignments(
    minutes: Sequence[int],
    units: Sequence[int],
    tied: Sequence[bool],
    listed_at_most: int = LISTED_AT_MOST,
) -> OtherAssignments:
    """Return the other ways to give the last units to the codes that tie for them.

    ``tied`` marks the codes at the cut, as ``total_time.at_the_cut`` says; the codes
    are one visit's. At most ``listed_at_most`` are written out.
    """
    contenders = [position for position, is_tied in enumerate(tied) if is_tied]
    winners = tuple(
        position for position in contenders if units[position] > minutes[position] // 15
    )
    count = math.comb(len(contenders), len(winners)) - 1
    if not contenders or count <= 0:
        return OtherAssignments((), 0)
    others = (
        _assigned(minutes, units, contenders, chosen)
        for chosen in itertools.combinations(contenders, len(winners))
        if chosen != winners
    )
    return OtherAssignments(tuple(itertools.islice(others, listed_at_most)), count)


def _assigned(
    minutes: Sequence[int], units: Sequence[int], contenders: Sequence[int], chosen: Sequence[int]
) -> tuple[int, ...]:
    answer = list(units)
    for position in contenders:
        answer[position] = minutes[position] // 15 + (position in chosen)
    return tuple(answer)


def alternatives_text(codes: Sequence[str], others: OtherAssignments) -> str:
    """Return the other assignments in words, naming only the codes that differ.

    ``codes`` and the assignments are those of the tied codes. Empty where there are none.
    """
    written = [
        ", ".join(f"{code} {count}" for code, count in zip(codes, units, strict=True))
        for units in others.listed
    ]
    unlisted = others.count - len(others.listed)
    more = [f"and {unlisted} more"] if unlisted else []
    return "; or ".join([*written, *more])
