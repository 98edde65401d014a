"""One column of segments: bytes to lines, with where each came from."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from gaitbelt.edges.x12.separators import Separators

Places: TypeAlias = npt.NDArray[np.int64]
Marks: TypeAlias = npt.NDArray[np.bool_]

ELEMENT = "\x1d"
COMPONENT = "\x1f"
_BLANKS = " \t\x0b"
_PAD = bytes(8)
QUALIFIED = ("NM1", "DTP")
"""Segments of a claim file whose first element is read ahead of the others."""


def code(name: str) -> int:
    """Return a segment id or qualifier of up to three letters as one number."""
    padded = name.encode().ljust(3, b"\0")
    return int.from_bytes(padded, "big")


@dataclass(frozen=True, slots=True)
class Segments:
    """Segments in file order, as parallel columns.

    ``lines`` is the text with one pair of separators whatever the file's; ``ids`` and
    ``qualifiers`` (the first element) are numbers made by ``code``; ``offsets`` are bytes
    from the file's start and ``numbers`` count segments from 1. The first ``carried``
    segments belong to loops opened in an earlier chunk. ``is_tidy`` says that no white
    space stands beside a separator, ISA segments left aside.
    """

    lines: pl.Series
    ids: Places
    qualifiers: Places
    offsets: Places
    numbers: Places
    carried: int = 0
    is_tidy: bool = False

    def __len__(self) -> int:
        """Return the number of segments."""
        return len(self.ids)

    def take(self, places: Places, carried: int = 0) -> "Segments":
        """Return the segments at the given places, in that order."""
        return Segments(
            self.lines.gather(places),
            self.ids[places],
            self.qualifiers[places],
            self.offsets[places],
            self.numbers[places],
            carried,
            self.is_tidy,
        )

    def followed_by(self, other: "Segments") -> "Segments":
        """Return these segments, as carried ones, and then the others."""
        return Segments(
            pl.concat([self.lines, other.lines]),
            np.concatenate([self.ids, other.ids]),
            np.concatenate([self.qualifiers, other.qualifiers]),
            np.concatenate([self.offsets, other.offsets]),
            np.concatenate([self.numbers, other.numbers]),
            carried=len(self),
            is_tidy=self.is_tidy and other.is_tidy,
        )

    def where(self, *names: str) -> Places:
        """Return the places of the segments with any of the ids."""
        return np.flatnonzero(self.are(*names))

    def are(self, *names: str) -> Marks:
        """Return, for each segment, whether it has any of the ids."""
        found: Marks = self.ids == code(names[0])
        for name in names[1:]:
            found |= self.ids == code(name)
        return found

    def head(self, count: int) -> "Segments":
        """Return the first ``count`` segments."""
        return Segments(
            self.lines.head(count),
            self.ids[:count],
            self.qualifiers[:count],
            self.offsets[:count],
            self.numbers[:count],
            min(self.carried, count),
            self.is_tidy,
        )

    def qualified(self, name: str, qualifier: str) -> Places:
        """Return the places of the segments with the id and the first element."""
        return np.flatnonzero((self.ids == code(name)) & (self.qualifiers == code(qualifier)))

    def text_at(self, places: Places) -> pl.Series:
        """Return the text at the places, null where the place is -1."""
        known = pl.Series(places >= 0)
        if not len(self) or not known.any():
            return pl.Series("line", [None] * len(places), dtype=pl.String)
        text = self.lines.gather(np.maximum(places, 0))
        return text if known.all() else text.zip_with(known, pl.Series([None], dtype=pl.String))


def split(
    data: bytes,
    base: int,
    first_number: int,
    marks: Separators,
    qualified: tuple[str, ...] = QUALIFIED,
) -> Segments:
    """Return the segments of a block of bytes that starts at a segment's start.

    ``base`` is the block's place in the file; ``first_number`` the number of its first
    segment; ``qualified`` the ids whose first element is told as a number. Segments of
    white space only are dropped and not counted.
    """
    lines = pl.read_lines(_as_utf8(data.translate(marks.table)))["line"]
    raw = np.frombuffer(data + _PAD, np.uint8)
    ends = np.flatnonzero(raw[: len(data)] == marks.segment[0])
    starts = np.concatenate([np.zeros(1, np.int64), ends + 1])[: len(lines)]
    has_line_ends = b"\n" in data or b"\r" in data
    ends = np.append(ends, len(data))[: len(starts)]
    is_bare = len(ends) == len(starts) and bool(np.all((ends > starts) & (raw[starts] > 0x20)))
    if has_line_ends or not is_bare:
        lines, starts = _trimmed(lines, starts)
    if has_line_ends and lines.str.contains("\x0b", literal=True).any():
        lines = lines.str.replace_all("\x0b", "", literal=True)
        text = "\n".join(lines.to_list()).encode() + _PAD
        sizes = lines.str.len_bytes().cast(pl.Int64).to_numpy() + 1
        places = np.cumsum(sizes) - sizes
        named = np.frombuffer(text, np.uint8)
        ids, qualifiers = _names(named, places, [0x1D], qualified)
    else:
        ends_of_names = [marks.element[0], marks.segment[0]]
        ids, qualifiers = _names(raw, starts, ends_of_names, qualified)
    numbers = np.arange(first_number, first_number + len(starts), dtype=np.int64)
    is_tidy = (
        is_bare and not has_line_ends and _is_tidy(data, ends, marks, starts[ids == code("ISA")])
    )
    return Segments(lines, ids, qualifiers, starts + base, numbers, is_tidy=is_tidy)


def _is_tidy(data: bytes, ends: Places, marks: Separators, openings: Places) -> bool:
    """Return whether no white space stands beside a separator outside the ISA segments."""
    if not data.isascii() or b"\t" in data:
        return False
    raw = np.frombuffer(data, np.uint8)
    if np.any(raw[ends - 1] <= 0x20):
        return False
    beside = (marks.element + b" ", b" " + marks.element)
    opening = [data[at : at + 106] for at in openings.tolist()]
    return all(data.count(pair) == sum(text.count(pair) for text in opening) for pair in beside)


def _as_utf8(text: bytes) -> bytes:
    if text.isascii():
        return text
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("latin-1").encode("utf-8")
    return text


def _trimmed(lines: pl.Series, starts: Places) -> tuple[pl.Series, Places]:
    """Drop white space before each segment, moving its start, and segments of nothing else."""
    bare = lines.str.strip_chars_start(_BLANKS)
    leading = (lines.str.len_bytes() - bare.str.len_bytes()).cast(pl.Int64).to_numpy()
    starts = starts + leading
    bare = bare.str.strip_chars_end("\x0b")
    kept = bare.str.len_bytes() > 0
    if kept.all():
        return bare, starts
    return bare.filter(kept), starts[kept.to_numpy()]


def _names(
    raw: npt.NDArray[np.uint8], starts: Places, ends: list[int], qualified: tuple[str, ...]
) -> tuple[Places, Places]:
    """Return each segment's id and, of the qualified segments, the first element."""
    upper = np.arange(256, dtype=np.int64)
    upper[0x61:0x7B] -= 0x20
    is_end = np.zeros(256, dtype=bool)
    is_end[[*ends, 0, 0x0A, 0x0D]] = True
    at = [raw[starts + step] for step in range(4)]
    two = (upper[at[0]] << 16) | (upper[at[1]] << 8)
    ids = np.where(is_end[at[2]], two, np.where(is_end[at[3]], two | upper[at[2]], 0))
    qualifiers = np.full(len(starts), -1, dtype=np.int64)
    wanted = np.zeros(len(ids), dtype=bool)
    for name in qualified:
        wanted |= ids == code(name)
    named = np.flatnonzero(wanted)
    begins = starts[named] + np.where((ids[named] & 0xFF) == 0, 3, 4)
    letters = [raw[np.minimum(begins + step, len(raw) - 1)] for step in range(4)]
    first = [upper[letter] << shift for letter, shift in zip(letters, (16, 8, 0), strict=False)]
    qualifiers[named] = np.select(
        [is_end[letter] for letter in letters],
        [np.zeros_like(named), first[0], first[0] | first[1], first[0] | first[1] | first[2]],
        default=-1,
    )
    return ids, qualifiers
