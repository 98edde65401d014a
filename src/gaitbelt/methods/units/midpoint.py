"""Counting units code by code: the CPT midpoint and the other time bases.

Sources: CPT's time rule as given by R. Gawenda (AAPC), ASHA and UTHealth: a unit is
reached when more than half of its time has passed (15 minutes at 8, 30 at 16, 60 at 31).
Remote-monitoring management needs the full minutes of a calendar month (Limber Health).
"""

import numpy as np

from gaitbelt.methods.units.total_time import Flags, Ints


def units_by_midpoint(minutes: Ints, base_minutes: Ints) -> Ints:
    """Return how many units of ``base_minutes`` are more than half used."""
    return (minutes + base_minutes - base_minutes // 2 - 1) // base_minutes


def first_units(family_minutes: Ints, base_minutes: Ints) -> Ints:
    """Return 1 where more than half of a family's first block was used, else 0."""
    return (family_minutes > base_minutes // 2).astype(np.int64)


def further_units(family_minutes: Ints, first_minutes: Ints, base_minutes: Ints) -> Ints:
    """Return the further blocks of a family's minutes that are more than half used.

    ``first_minutes`` is the length of the first block, counted by the primary code:
    97130 after 15 (units at 23, 38), 97551 after 30 (38), 92608 after 60 (76).
    """
    units: Ints = np.maximum(0, units_by_midpoint(family_minutes - first_minutes, base_minutes))
    return units


def month_first_units(month_minutes: Ints, base_minutes: Ints, through: Ints) -> Ints:
    """Return 1 where the month's minutes reach the first block in full, else 0.

    ``through`` is the most minutes for which the code is reported (98979: 19), or a
    negative number where there is no such limit.
    """
    within = (through < 0) | (month_minutes <= through)
    return ((month_minutes >= base_minutes) & within).astype(np.int64)


def month_further_units(month_minutes: Ints, first_minutes: Ints, base_minutes: Ints) -> Ints:
    """Return the further full blocks of a month's minutes (98981: at 40, 60)."""
    units: Ints = np.maximum(0, (month_minutes - first_minutes) // base_minutes)
    return units


def band_units(minutes: Ints, band_from: Ints, band_through: Ints) -> Ints:
    """Return 1 where the minutes lie in the code's band, both ends included, else 0.

    A negative ``band_through`` means that the band has no upper end.
    """
    within: Flags = (minutes >= band_from) & ((band_through < 0) | (minutes <= band_through))
    return within.astype(np.int64)
