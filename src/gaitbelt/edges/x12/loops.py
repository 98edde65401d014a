"""Which segment belongs to which claim and line: places only, no text."""

from dataclasses import replace

import numpy as np

from gaitbelt.edges.x12.envelope import Transactions
from gaitbelt.edges.x12.segments import Marks, Places, Segments

ENVELOPE_IDS = ("ISA", "GS", "ST", "SE", "GE", "IEA")


def without_others(segments: Segments, found: Transactions) -> Segments:
    """Return the segments with those of transactions of other guides hidden."""
    if found.is_kept.all() and len(found.starts):
        return segments
    return replace(segments, ids=np.where(kept_marks(segments, found), segments.ids, 0))


def kept_marks(segments: Segments, found: Transactions) -> Marks:
    """Return, for each segment, whether it is of a transaction kept or of the envelope."""
    inside = np.searchsorted(found.starts, np.arange(len(segments)), "right") - 1
    is_frame = segments.are(*ENVELOPE_IDS) & ~segments.are("ST")
    kept: Marks = np.append(found.is_kept, False)[inside] | is_frame
    return kept


def first_of(places: Places, owners: Places, count: int) -> Places:
    """Return the first place of each owner, -1 where it has none."""
    found = np.full(count, -1, dtype=np.int64)
    found[owners[::-1]] = places[::-1]
    return found
