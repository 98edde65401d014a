"""A block of an X12 file as positions: where each segment and each element stands."""

from dataclasses import dataclass, field, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from gaitbelt.edges.x12.separators import Separators

Places: TypeAlias = npt.NDArray[np.int64]
Short: TypeAlias = npt.NDArray[np.int32] | npt.NDArray[np.int64]
Marks: TypeAlias = npt.NDArray[np.bool_]
Bytes: TypeAlias = npt.NDArray[np.uint8]

PAD = 32
"""Bytes behind the text, so that a word may be read at any place of it."""

_MOST_PARTS = 64
"""A composite has fewer parts than this."""

_IS_BLANK = np.zeros(256, dtype=bool)
_IS_BLANK[[0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20]] = True


def packed(name: str) -> int:
    """Return a segment id or qualifier of up to three letters as one number."""
    return int.from_bytes(name.upper().encode("latin-1")[:3].ljust(3, b"\0"), "big")


@dataclass(frozen=True, slots=True)
class Spans:
    """Where values begin and end in a text; an absent value is as long as nothing."""

    begins: Places
    ends: Places

    @property
    def sizes(self) -> Places:
        """How long each value is."""
        return self.ends - self.begins

    def take(self, index: Places) -> "Spans":
        """Return the values at the indices; -1 is an absent one."""
        begins, ends = np.append(self.begins, 0), np.append(self.ends, 0)
        return Spans(begins[index], ends[index])


_Anchor: TypeAlias = tuple[Places, Places, Places, dict[int, Places], dict[int, "Parts"]]
"""An array of places, its segments' first and last separators, and what was found of them."""


@dataclass(frozen=True, slots=True)
class Text:
    """Segments in file order.

    ``data`` is the text without line ends, each segment closed by its terminator, and
    ``upper`` the same in capitals; ``raw`` and ``raw_upper`` are their bytes with ``PAD``
    more. ``marks`` are the places of all separators but those of components. Segment ``i``
    begins at ``starts[i]``; its first separator is ``marks[first[i]]``, its terminator
    ``marks[last[i]]``. ``ids`` are numbers made by ``packed``; ``offsets`` are bytes from
    the file's start and ``numbers`` count segments from 1. The first ``carried`` segments
    are of an earlier block and repeated here for what stands under them.
    """

    data: bytes
    upper: bytes
    raw: Bytes
    raw_upper: Bytes
    separators: Separators
    marks: Short
    first: Places
    last: Places
    starts: Places
    ids: Places
    offsets: Places
    numbers: Places
    carried: int
    is_tidy: bool
    found: dict[bytes, Places] = field(default_factory=dict)
    anchors: dict[int, _Anchor] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of segments."""
        return len(self.starts)

    def where(self, *names: str) -> Places:
        """Return the places of the segments with any of the ids."""
        found = self.ids == packed(names[0])
        for name in names[1:]:
            found |= self.ids == packed(name)
        return np.flatnonzero(found)

    def head(self, count: int) -> "Text":
        """Return the first ``count`` segments."""
        if count == len(self):
            return self
        end = int(self.marks[self.last[count - 1]]) + 1 if count else 0
        data = self.data if self.data.isascii() else self.data[:end]
        marks = int(self.last[count - 1]) + 1 if count else 0
        return replace(
            self,
            data=data,
            upper=data if self.upper is self.data else self.upper[: len(data)],
            marks=self.marks[:marks],
            first=self.first[:count],
            last=self.last[:count],
            starts=self.starts[:count],
            ids=self.ids[:count],
            offsets=self.offsets[:count],
            numbers=self.numbers[:count],
            carried=min(self.carried, count),
            found={},
            anchors={},
        )

    def element(self, places: Places, position: int) -> Spans:
        """Return an element of the segments at the places, from 1; -1 gives an absent one."""
        begins = self._mark(places, position - 1) + 1
        return self.trimmed(begins, np.maximum(self._mark(places, position), begins))

    def _mark(self, places: Places, number: int) -> Places:
        """Return a separator of each segment, from 0; its terminator where it has none so far.

        What is found for an array of places is kept for the next element of the same.
        """
        known = self.anchors.get(id(places))
        if known is None or known[0] is not places:
            is_there = places >= 0
            first, last = self.first[places], self.last[places]
            if not is_there.all():
                first, last = first * is_there, last * is_there
            known = (places, first, last, {}, {})
            self.anchors[id(places)] = known
        _, first, last, found, _ = known
        if number not in found:
            at = np.minimum(first + number, last)
            found[number] = self.marks[at].astype(np.int64)
        return found[number]

    def trimmed(self, begins: Places, ends: Places) -> Spans:
        """Return the values without white space at either side."""
        return Spans(begins, ends) if self.is_tidy else _trimmed(self.raw, begins, ends)

    def tail(self, places: Places, position: int) -> Spans:
        """Return everything from an element to the segment's end."""
        at = self.first[places] + (position - 1)
        is_there = at < self.last[places]
        begins = self.marks[np.where(is_there, at, 0)].astype(np.int64) + 1
        ends = self.marks[self.last[places]].astype(np.int64)
        return Spans(np.where(is_there, begins, 0), np.where(is_there, ends, 0))

    def element_counts(self, places: Places) -> Places:
        """Return how many elements each segment has, empty ones at the end too."""
        return self.last[places] - self.first[places]

    def parts(self, whole: Spans, mark: bytes | None = None) -> "Parts":
        """Return composite values, to be taken apart; ``mark`` is another separator."""
        sign = mark or self.separators.component
        if sign not in self.found:
            signs = np.flatnonzero(self.raw[: len(self.data)] == sign[0])
            beyond = np.full(_MOST_PARTS, len(self.data), dtype=np.int64)
            self.found[sign] = np.concatenate([signs, beyond])
        signs = self.found[sign]
        return Parts(self.raw, self.is_tidy, whole, signs, np.searchsorted(signs, whole.begins))

    def parts_of(self, places: Places, position: int) -> "Parts":
        """Return a composite element of the segments at the places, to be taken apart."""
        self._mark(places, position)
        found = self.anchors[id(places)][4]
        if position not in found:
            found[position] = self.parts(self.element(places, position))
        return found[position]

    def packed(self, spans: Spans) -> Places:
        """Return values of up to three letters as numbers, longer ones as -1."""
        return _packed_at(self.raw_upper, spans.begins, spans.sizes)


def _trimmed(raw: Bytes, begins: Places, ends: Places) -> Spans:
    open_ = np.flatnonzero((begins < ends) & _IS_BLANK[raw[begins]])
    while len(open_):
        begins[open_] += 1
        at = begins[open_]
        open_ = open_[(at < ends[open_]) & _IS_BLANK[raw[at]]]
    open_ = np.flatnonzero((begins < ends) & _IS_BLANK[raw[ends - 1]])
    while len(open_):
        ends[open_] -= 1
        at = ends[open_]
        open_ = open_[(begins[open_] < at) & _IS_BLANK[raw[at - 1]]]
    return Spans(begins, ends)


@dataclass(frozen=True, slots=True)
class Parts:
    """Composite values of a text, with where their separators are."""

    raw: Bytes
    is_tidy: bool
    whole: Spans
    signs: Places
    at: Places

    def part(self, position: int) -> Spans:
        """Return a component, from 1."""
        begins, ends = self.whole.begins, self.whole.ends
        if position > 1:
            begins = np.minimum(self.signs[self.at + (position - 2)] + 1, ends)
        ends = np.minimum(self.signs[self.at + (position - 1)], ends)
        ends = np.maximum(ends, begins)
        return Spans(begins, ends) if self.is_tidy else _trimmed(self.raw, begins, ends)

    def several(self, first: int, last: int) -> list[Spans]:
        """Return components in order, up to the last that any value has."""
        found = [self.part(first)]
        for position in range(first + 1, last + 1):
            if not np.any(self.signs[self.at + (position - 2)] < self.whole.ends):
                break
            found.append(self.part(position))
        return found


def _packed_at(raw: Bytes, begins: Places, sizes: Places) -> Places:
    found = words(raw, 4)[begins].view(">u4").astype(np.int64)
    found >>= 8
    if not len(sizes):
        return found
    least, most = int(sizes.min()), int(sizes.max())
    if least < 0:
        sizes = np.maximum(sizes, 0)
    if least == most <= _MOST_PACKED:
        found &= _KEPT[most]
        return found
    if most <= _MOST_PACKED:
        found &= _KEPT[sizes]
        return found
    found &= _KEPT[np.minimum(sizes, _MOST_PACKED)]
    found[sizes > _MOST_PACKED] = -1
    return found


_MOST_PACKED = 3
_KEPT = np.array([0, 0xFF0000, 0xFFFF00, 0xFFFFFF], dtype=np.int64)


def words(raw: Bytes, size: int) -> npt.NDArray[np.void]:
    """Return the word that begins at each byte, to be seen as a number once it is picked."""
    return np.ndarray((len(raw) - size + 1,), f"V{size}", raw, strides=(1,))


def numbers_at(raw: Bytes, begins: Places) -> npt.NDArray[np.uint64]:
    """Return eight bytes from each place as a number, the first byte the highest."""
    return words(raw, 8)[begins].view(">u8").astype(np.uint64)


def scan(
    data: bytes, base: int, first_number: int, marks: Separators, carried: "Text | None" = None
) -> Text:
    """Return the segments of a block of bytes that starts at a segment's start.

    ``base`` is the block's place in the file; ``first_number`` the number of its first
    segment. Segments of white space only are dropped and not counted. ``carried`` are
    segments of an earlier block, that then stand before those of this one.
    """
    data, removed = _without_line_ends(data, marks)
    held, before = (len(carried), len(carried.data)) if carried else (0, 0)
    data = carried.data + data if carried else data
    if not data.endswith(marks.segment):
        data += marks.segment
    raw = np.frombuffer(data + bytes(PAD), np.uint8)
    places, last = _marks(raw, len(data), marks)
    starts = np.concatenate([np.zeros(1, np.int64), places[last[:-1]] + np.int64(1)])
    first = np.concatenate([np.zeros(1, np.int64), last[:-1] + 1])
    ends = places[last].astype(np.int64)
    is_tidy = _is_tidy(raw, len(data), marks)
    is_bare = is_tidy and not _IS_BLANK[raw[0]]
    starts, is_kept = (starts, starts < ends) if is_bare else _bare(raw, starts, ends)
    if not is_kept.all():
        starts, first, last = starts[is_kept], first[is_kept], last[is_kept]
    upper = data.upper() if _has_small_letters(raw) else data
    raw_upper = raw if upper is data else np.frombuffer(upper + bytes(PAD), np.uint8)
    offsets = _before(starts[held:] - before, removed) + base
    numbers = np.arange(first_number, first_number + len(offsets), dtype=np.int64)
    return Text(
        data=data,
        upper=upper,
        raw=raw,
        raw_upper=raw_upper,
        separators=marks,
        marks=places,
        first=first,
        last=last,
        starts=starts,
        ids=_packed_at(raw_upper, starts, places[first] - starts),
        offsets=np.concatenate([carried.offsets, offsets]) if carried else offsets,
        numbers=np.concatenate([carried.numbers, numbers]) if carried else numbers,
        carried=held,
        is_tidy=is_tidy,
    )


_STEP = 1 << 18


def _marks(raw: Bytes, size: int, marks: Separators) -> tuple[Short, Places]:
    """Return where separators stand, and which of them are terminators.

    Places take half the room where they fit in.
    """
    segment = marks.segment[0]
    is_mark = raw[:size] == segment
    is_mark |= raw[:size] == marks.element[0]
    places = np.flatnonzero(is_mark)
    last = np.flatnonzero(raw.take(places) == segment)
    return (places.astype(np.int32) if size < _MOST_SHORT else places), last


_MOST_SHORT = 2**31 - 1


def _has_small_letters(raw: Bytes) -> bool:
    for begin in range(0, len(raw), _STEP):
        if ((raw[begin : begin + _STEP] - np.uint8(ord("a"))) < _LETTERS).any():
            return True
    return False


_LETTERS = 26


def _without_line_ends(data: bytes, marks: Separators) -> tuple[bytes, Places]:
    """Return the text without line ends that part nothing, and where they were."""
    if b"\r" not in data and b"\n" not in data:
        return data, np.zeros(0, dtype=np.int64)
    ends = b"".join(each for each in (b"\r", b"\n") if each not in (marks.segment, marks.element))
    whole = np.frombuffer(data, np.uint8)
    removed = np.flatnonzero(np.isin(whole, np.frombuffer(ends, np.uint8)))
    return data.translate(None, ends), removed


def _bare(raw: Bytes, starts: Places, ends: Places) -> tuple[Places, Marks]:
    """Move starts behind white space; the second value tells which hold more than that."""
    starts = starts.copy()
    open_ = np.flatnonzero(_IS_BLANK[raw[starts]] & (starts < ends))
    while len(open_):
        starts[open_] += 1
        at = starts[open_]
        open_ = open_[_IS_BLANK[raw[at]] & (at < ends[open_])]
    return starts, starts < ends


def _before(starts: Places, removed: Places) -> Places:
    """Return where the starts were before bytes were removed."""
    if not len(removed):
        return starts
    return starts + np.searchsorted(removed - np.arange(len(removed)), starts, "right")


def _is_tidy(raw: Bytes, size: int, marks: Separators) -> bool:
    """Return whether no white space stands beside a separator outside the first segment."""
    blanks = np.flatnonzero(raw[:size] <= 0x20)
    blanks = blanks[blanks >= 106] if raw[0] in b"Ii" else blanks
    if len(blanks) > size // 8 or np.any(raw[blanks] != 0x20):
        return False
    beside = np.concatenate([raw[blanks - 1], raw[blanks + 1]])
    signs = np.frombuffer(marks.element + marks.component + marks.segment, np.uint8)
    return not np.isin(beside, signs).any()


def picked(text: Text, places: Places) -> Text:
    """Return the segments at the places alone, as a text of its own."""
    pieces = [text.data[text.starts[at] : text.marks[text.last[at]] + 1] for at in places.tolist()]
    alone = scan(b"".join(pieces), 0, 1, text.separators)
    return Text(
        **{name: getattr(alone, name) for name in _SCANNED},
        offsets=text.offsets[places],
        numbers=text.numbers[places],
        carried=len(places),
        is_tidy=alone.is_tidy,
    )


_SCANNED = (
    "data", "upper", "raw", "raw_upper", "separators", "marks", "first", "last", "starts", "ids"
)  # fmt: skip
