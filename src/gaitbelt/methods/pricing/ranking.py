"""Which unit of a day is paid in full when a payer reduces multiple procedures.

Medicare ranks the units of the therapy codes of one patient, day and billing provider by
practice expense, over all disciplines; a tie goes to the higher fee (CMS Pub. 100-04,
Ch. 5, § 10.7). Other payers rank by allowance. One unit is paid in full.
"""

from collections.abc import Sequence

import numpy as np

Ints = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

_LOWEST = np.iinfo(np.int64).min


def holds_full_unit(day: Ints, is_subject: Flags, keys: Sequence[Ints]) -> Flags:
    """Return which line of each day holds the unit that is paid in full.

    ``day``: the group of each line, 0, 1, … in any order. ``is_subject``: lines under the
    reduction, with at least one unit. ``keys``: what ranks them, the highest first; each
    further key parts lines that tie on those before. Lines that tie on all of them are
    alike, and the one given first is taken. At most one line of a day is true.
    """
    size = int(day.max()) + 1 if day.size else 0
    first = np.asarray(-np.arange(day.size), dtype=np.int64)
    is_left = is_subject.copy()
    for key in (*keys, first):
        best = np.full(size, _LOWEST, dtype=np.int64)
        np.maximum.at(best, day[is_left], key[is_left])
        is_left &= key == best[day]
    return is_left


def reduced_units(unit_count: Ints, is_subject: Flags, is_full: Flags) -> Ints:
    """Return how many units of each line are reduced."""
    return np.where(is_subject, unit_count - is_full, 0)


def before_in_group(group: Ints, amount: Ints, order: Ints) -> Ints:
    """Return, for each line, the sum of amounts before it in its group.

    ``order``: positions that sort the lines by group, and in it by what comes first.
    """
    if not group.size:
        return amount.copy()
    in_order = amount[order]
    running = np.cumsum(in_order) - in_order
    groups = group[order]
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    sizes = np.diff(np.r_[starts, groups.size])
    answer = np.empty_like(amount)
    answer[order] = running - np.repeat(running[starts], sizes)
    return answer
