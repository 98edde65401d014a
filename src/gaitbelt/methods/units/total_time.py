"""Medicare's total-time counting of 15-minute codes (the "8-minute rule").

Source: CMS Pub. 100-04, Ch. 5, § 20.2(C). The minutes of all 15-minute codes of one
patient, date and discipline are added; the total supports a number of units (8-22: 1,
23-37: 2, and so on). Each code has its whole 15 minutes; what is left of the supported
units goes one each to the codes with the most minutes left over.
"""

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

UNIT_MINUTES = 15
_ROUNDING = 7
"""Eight minutes of the last fifteen support it, so seven are added before dividing."""


def supported_units(minutes: Ints) -> Ints:
    """Return how many 15-minute units a number of minutes supports."""
    return (minutes + _ROUNDING) // UNIT_MINUTES


def group_starts(group: Ints) -> Ints:
    """Return the position of the first row of each group of a sorted column."""
    if group.size == 0:
        return np.zeros(0, dtype=np.int64)
    steps = np.diff(group)
    if (steps < 0).any():
        raise ValueError("The group column is not sorted. Sort the rows by group.")
    return np.concatenate(([0], np.flatnonzero(steps) + 1)).astype(np.int64)


def group_positions(starts: Ints, row_count: int) -> Ints:
    """Return each row's group as a number from 0, given where groups start."""
    lengths = np.diff(np.append(starts, row_count))
    return np.repeat(np.arange(starts.size, dtype=np.int64), lengths)


def allocate_total_time(group: Ints, minutes: Ints) -> Ints:
    """Return the units of each code under Medicare's total-time counting.

    ``group`` (sorted, one value per patient, date and discipline) and ``minutes`` (not
    negative, one row per code) are int64 arrays of one length; so is the answer. Among
    equal minutes left over, the code with more minutes in all comes first, then the
    earlier row: sort a group's rows by code. Raises ValueError where unsorted. Source:
    CMS Pub. 100-04, Ch. 5, § 20.2(C).
    """
    if minutes.size == 0:
        return np.zeros(0, dtype=np.int64)
    starts = group_starts(group)
    position = group_positions(starts, minutes.size)
    whole = minutes // UNIT_MINUTES
    left_over = minutes - whole * UNIT_MINUTES
    supported = supported_units(np.add.reduceat(minutes, starts))
    unassigned = supported - np.add.reduceat(whole, starts)
    candidates = np.add.reduceat((left_over > 0).astype(np.int64), starts)
    takes_all = unassigned == candidates
    units: Ints = whole + (takes_all[position] & (left_over > 0))
    contested = np.flatnonzero(((unassigned > 0) & ~takes_all)[position])
    winners = _largest(contested, position, left_over, minutes, unassigned)
    units[winners] += 1
    return units


def _largest(rows: Ints, position: Ints, left_over: Ints, minutes: Ints, wanted: Ints) -> Ints:
    """Return the rows with the most minutes left over, as many as each group wants."""
    if rows.size == 0:
        return rows
    ordered = rows[_order(position[rows], left_over[rows], minutes[rows])]
    starts = group_starts(position[ordered])
    rank = np.arange(ordered.size) - np.repeat(starts, np.diff(np.append(starts, ordered.size)))
    return ordered[rank < wanted[position[ordered]]]


def _order(position: Ints, left_over: Ints, minutes: Ints) -> Ints:
    """Return the rows' order: by group, then most left over, then most minutes."""
    width = int(minutes.max()) + 1
    if (int(position[-1]) + 1) * UNIT_MINUTES * width < np.iinfo(np.int64).max:
        key = (position * UNIT_MINUTES + (UNIT_MINUTES - 1 - left_over)) * width
        return np.argsort(key + (width - 1 - minutes), kind="stable").astype(np.int64)
    return np.lexsort((-minutes, -left_over, position)).astype(np.int64)


def at_the_cut(group: Ints, minutes: Ints, units: Ints) -> Flags:
    """Return which codes another lawful assignment could give or take a unit.

    True for the codes of a group that share the smallest left-over that still won a
    unit, where not all of them won one. Arrays as in ``allocate_total_time``.
    """
    if minutes.size == 0:
        return np.zeros(0, dtype=np.bool_)
    starts = group_starts(group)
    position = group_positions(starts, minutes.size)
    left_over = minutes % UNIT_MINUTES
    won = units > minutes // UNIT_MINUTES
    cut = np.minimum.reduceat(np.where(won, left_over, UNIT_MINUTES), starts)
    tied: Flags = left_over == cut[position]
    lost = np.add.reduceat((tied & ~won).astype(np.int64), starts)
    has_losers: Flags = lost[position] > 0
    return tied & has_losers
