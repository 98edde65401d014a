"""Text that stays where it is: columns of views into the bytes of a block."""

import sys

import numpy as np

from gaitbelt.edges.x12.columns import LIST, TEXT, Array, Values
from gaitbelt.edges.x12.text import PAD, Bytes, Places, Spans, Text
from gaitbelt.edges.x12.values import is_utf8

_MOST_INLINE = 12
_FIRST_FOUR = np.array(
    [((1 << 8 * min(size, 4)) - 1) << 32 for size in range(_MOST_INLINE + 1)], dtype=np.uint64
)
_NEXT_EIGHT = np.array(
    [(1 << 8 * max(size - 4, 0)) - 1 for size in range(_MOST_INLINE + 1)], dtype=np.uint64
)
_FOUR = 4
_THIRTY_TWO = np.uint64(32)
_MOST_BYTES = 2**31 - 1


def texts(text: Text, spans: Spans, *, is_upper: bool = False) -> Values:
    """Return values as text that stays where it is, null where they are empty.

    For texts that ``are_viewable`` only. A value is sixteen bytes: its size, and the value
    itself or, of more than twelve bytes, its first four and where it begins.
    """
    return texts_at(text.raw_upper if is_upper else text.raw, spans)


def texts_at(raw: Bytes, spans: Spans) -> Values:
    """Return values of the bytes as text, null where they are empty."""
    begins, sizes = spans.begins, spans.sizes
    views = sixteens(raw)[begins]
    if not len(begins):
        return Values(TEXT, 0, (views, raw), None)
    least, most = int(sizes.min()), int(sizes.max())
    halves = views.view(np.uint64)
    one, two = halves[0::2], halves[1::2]
    kept: Places | int = most
    if least < most or most > _MOST_INLINE:
        kept = sizes if most <= _MOST_INLINE else np.minimum(sizes, _MOST_INLINE)
    rest = (one >> _THIRTY_TWO) | (two << _THIRTY_TWO)
    two[:] = rest & _NEXT_EIGHT[kept] if most > _FOUR else 0
    one[:] = ((one << _THIRTY_TWO) & _FIRST_FOUR[kept]) | sizes.view(np.uint64)
    if most > _MOST_INLINE:
        long = np.flatnonzero(sizes > _MOST_INLINE)
        two[long] = begins[long].view(np.uint64) << _THIRTY_TWO
    return Values(TEXT, len(begins), (views, raw), sizes > 0 if least == 0 else None)


def sixteens(raw: Bytes) -> Array:
    """Return the sixteen bytes that begin at each byte."""
    return np.ndarray((len(raw) - 15,), "V16", raw, strides=(1,))


def are_viewable(text: Text) -> bool:
    """Return whether values of a text may be read where they stand, and as UTF-8."""
    marks = text.separators
    is_plain = sys.byteorder == "little"
    is_plain &= (marks.segment + marks.element + marks.component).isascii()
    return is_plain and len(text.data) < _MOST_BYTES and is_utf8(text.data)


def listed(values: Values, owners: Places, count: int) -> Values:
    """Return a list for each of ``count`` owners; ``owners`` are the values' in order."""
    offsets = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(owners, minlength=count), out=offsets[1:])
    return Values(LIST, count, (offsets,), None, (values,))


def words_of(names: tuple[str, ...], which: Places) -> Values:
    """Return for each number the name of that number, null where it is -1."""
    raw = np.frombuffer("".join(names).encode() + bytes(PAD), np.uint8)
    sizes = np.array([len(each.encode()) for each in names], dtype=np.int64)
    ends = np.cumsum(sizes)
    own = texts_at(raw, Spans(ends - sizes, ends))
    return Values(TEXT, len(which), own.take(which).buffers, which >= 0)
