"""The minutes of a month that a management code needs, at both ends of its band."""

import numpy as np

from gaitbelt.methods.units.midpoint import month_first_units, month_further_units


def test_the_short_management_code_is_for_10_through_19_minutes() -> None:
    minutes = np.array([9, 10, 19, 20])
    units = month_first_units(minutes, np.full(4, 10), np.full(4, 19))
    assert units.tolist() == [0, 1, 1, 0]


def test_the_longer_one_has_no_upper_end() -> None:
    units = month_first_units(np.array([19, 20, 90]), np.full(3, 20), np.full(3, -1))
    assert units.tolist() == [0, 1, 1]


def test_a_further_block_begins_after_the_first_twenty_minutes() -> None:
    units = month_further_units(np.array([0, 10, 20, 39, 40, 60]), np.full(6, 20), np.full(6, 20))
    assert units.tolist() == [0, 0, 0, 0, 1, 2]
