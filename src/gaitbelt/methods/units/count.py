"""Counting every code of many visits at once, whatever its time base.

One row per code of a visit, rows of a visit together and in code order. The same kernel
serves one visit and millions: `count_codes` reads columns and returns columns.
"""

from dataclasses import dataclass

import numpy as np

from gaitbelt.methods.units import assistant as assistants
from gaitbelt.methods.units import midpoint, total_time
from gaitbelt.methods.units.total_time import Flags, Ints

TOTAL_TIME = "medicare-total-time"
MIDPOINT = "ama-midpoint"
NEAREST_QUARTER_HOUR = "nearest-quarter-hour"
METHODS = (TOTAL_TIME, MIDPOINT, NEAREST_QUARTER_HOUR)
"""In whole minutes the nearest quarter hour and the midpoint give the same units."""

TIME_BASES = (
    "15_minutes",
    "per_30_minutes",
    "per_hour",
    "first",
    "further",
    "month_first",
    "month_further",
    "minute_band",
    "per_30_days",
    "per_day",
    "area",
    "untimed",
)
FIFTEEN, HALF_HOUR, HOUR, FIRST, FURTHER, MONTH_FIRST, MONTH_FURTHER, BAND = range(8)
FAMILY_BASES = (FIRST, FURTHER, MONTH_FIRST, MONTH_FURTHER)
NO_FAMILY = -1


@dataclass(frozen=True, slots=True)
class CodeMinutes:
    """Columns of one length, one row per code of a visit, sorted by group, then code.

    ``group``: patient, date and discipline. ``time_base``: position in ``TIME_BASES``.
    ``family``: one number per group and family of first and further codes, whose minutes
    are pooled; ``NO_FAMILY`` elsewhere. ``first_minutes``: the length of the family's
    first block. ``band_from`` and ``band_through``: minutes, negative where open.
    ``is_open_to_assistant``: whether CQ and CO apply to the row at all.
    """

    group: Ints
    time_base: Ints
    base_minutes: Ints
    first_minutes: Ints
    band_from: Ints
    band_through: Ints
    family: Ints
    minutes: Ints
    assistant_minutes: Ints
    is_total_time: Flags
    is_open_to_assistant: Flags
    has_final_unit_rule: Flags
    is_percentage: Flags


@dataclass(frozen=True, slots=True)
class CodeUnits:
    """Columns of one length, in the order of the rows counted.

    ``assistant_unit_count`` of the ``unit_count`` carry CQ or CO. ``family_minutes`` are
    the row's own where it has no family. ``is_tied``: another lawful assignment gives
    the code a unit more or less. ``is_arithmetic_open``: the 10 percent test decided
    and its two arithmetics disagree.
    """

    unit_count: Ints
    assistant_unit_count: Ints
    family_minutes: Ints
    is_tied: Flags
    is_arithmetic_open: Flags


def count_codes(codes: CodeMinutes) -> CodeUnits:
    """Return units, assistants' units and ties of every row.

    Raises ValueError where the rows are not sorted by group. Sources: the modules
    ``total_time``, ``midpoint`` and ``assistant``.
    """
    family_minutes = pooled(codes.family, codes.minutes)
    units = _units(codes, family_minutes)
    pooled_rows = (codes.time_base == FIFTEEN) & codes.is_total_time
    is_tied = np.zeros(units.size, dtype=np.bool_)
    is_tied[pooled_rows] = total_time.at_the_cut(
        codes.group[pooled_rows], codes.minutes[pooled_rows], units[pooled_rows]
    )
    by_assistant, is_open = split(codes, units)
    return CodeUnits(units, by_assistant, family_minutes, is_tied, is_open)


def pooled(family: Ints, minutes: Ints) -> Ints:
    """Return each row's minutes, or its family's where it belongs to one."""
    members = family >= 0
    if not members.any():
        return minutes
    by_family = np.zeros(int(family.max()) + 1, dtype=np.int64)
    np.add.at(by_family, family[members], minutes[members])
    return np.where(members, by_family[np.maximum(family, 0)], minutes)


def _units(codes: CodeMinutes, family_minutes: Ints) -> Ints:
    units = np.ones(codes.minutes.size, dtype=np.int64)
    is_pooled = (codes.time_base == FIFTEEN) & codes.is_total_time
    units[is_pooled] = total_time.allocate_total_time(
        codes.group[is_pooled], codes.minutes[is_pooled]
    )
    blocks = (codes.time_base >= FIFTEEN) & (codes.time_base <= HOUR) & ~is_pooled
    units[blocks] = midpoint.units_by_midpoint(codes.minutes[blocks], codes.base_minutes[blocks])
    if ((codes.time_base >= FIRST) & (codes.time_base <= BAND)).any():
        _set_family_units(units, codes, family_minutes)
    return units


def _set_family_units(units: Ints, codes: CodeMinutes, family_minutes: Ints) -> None:
    def rows(base: int) -> tuple[Flags, Ints, Ints, Ints]:
        chosen = codes.time_base == base
        of = (family_minutes, codes.base_minutes, codes.first_minutes)
        return chosen, of[0][chosen], of[1][chosen], of[2][chosen]

    chosen, minutes, base, _ = rows(FIRST)
    units[chosen] = midpoint.first_units(minutes, base)
    chosen, minutes, base, first = rows(FURTHER)
    units[chosen] = midpoint.further_units(minutes, first, base)
    chosen, minutes, base, _ = rows(MONTH_FIRST)
    units[chosen] = midpoint.month_first_units(minutes, base, codes.band_through[chosen])
    chosen, minutes, base, first = rows(MONTH_FURTHER)
    units[chosen] = midpoint.month_further_units(minutes, first, base)
    chosen, minutes, _, _ = rows(BAND)
    units[chosen] = midpoint.band_units(
        minutes, codes.band_from[chosen], codes.band_through[chosen]
    )


def split(codes: CodeMinutes, units: Ints) -> tuple[Ints, Flags]:
    """Return the units that carry CQ or CO, and where the 10 percent test is open.

    A family's code without minutes of its own is judged by the family's.
    """
    by_assistant = np.zeros(units.size, dtype=np.int64)
    is_open = np.zeros(units.size, dtype=np.bool_)
    asked = codes.is_open_to_assistant & (units > 0)
    asked &= pooled(codes.family, codes.assistant_minutes) > 0
    if not asked.any():
        return by_assistant, is_open
    rows = np.flatnonzero(asked & (codes.time_base == FIFTEEN))
    columns = (units[rows], codes.minutes[rows], codes.assistant_minutes[rows])
    rule, percentage = codes.has_final_unit_rule[rows], codes.is_percentage[rows]
    by_assistant[rows] = assistants.assistant_units(*columns, rule, percentage)
    is_open[rows] = assistants.tenth_decided(*columns, rule)
    rows = np.flatnonzero(asked & (codes.time_base != FIFTEEN))
    minutes, by = _judged_minutes(codes, rows)
    by_assistant[rows] = assistants.assistant_share(
        units[rows], minutes, by, codes.is_percentage[rows]
    )
    is_open[rows] = assistants.arithmetics_disagree(by, minutes)
    return by_assistant, is_open


def _judged_minutes(codes: CodeMinutes, rows: Ints) -> tuple[Ints, Ints]:
    own, by = codes.minutes[rows], codes.assistant_minutes[rows]
    pooled_own = pooled(codes.family, codes.minutes)[rows]
    pooled_by = pooled(codes.family, codes.assistant_minutes)[rows]
    return np.where(own > 0, own, pooled_own), np.where(own > 0, by, pooled_by)
