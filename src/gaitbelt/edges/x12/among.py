"""Whether each of many numbers is one of a few, in one look."""

from functools import lru_cache

import numpy as np

from gaitbelt.edges.x12.text import Marks, Places

_SLOTS = 1 << 14
_NOTHING = np.iinfo(np.int64).min


@lru_cache(maxsize=256)
def _table(values: tuple[int, ...]) -> tuple[int, Places, Places]:
    """Return a multiplier that gives each value a slot of its own, and the slots."""
    known = np.array(sorted(set(values)), dtype=np.int64)
    for factor in range(2654435761, 2654435761 + 4000, 2):
        slot = (known * factor >> 12) & (_SLOTS - 1)
        if len(np.unique(slot)) == len(known):
            slots = np.full(_SLOTS, _NOTHING, dtype=np.int64)
            order = np.full(_SLOTS, -1, dtype=np.int64)
            slots[slot] = known
            order[slot] = [values.index(each) for each in known.tolist()]
            return factor, slots, order
    raise AssertionError("more values than slots")


def index_among(numbers: Places, values: tuple[int, ...]) -> Places:
    """Return for each number which of the values it is, -1 for none."""
    factor, slots, order = _table(values)
    slot = (numbers * factor >> 12) & (_SLOTS - 1)
    return np.where(slots[slot] == numbers, order[slot], -1)


def are_among(numbers: Places, values: tuple[int, ...]) -> Marks:
    """Return whether each number is one of the values."""
    factor, slots, _ = _table(values)
    found: Marks = slots[(numbers * factor >> 12) & (_SLOTS - 1)] == numbers
    return found
