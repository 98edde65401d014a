"""A file in chunks that end where a transaction or a claim ends."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np

from gaitbelt.edges.x12.segments import (
    ELEMENT,
    Places,
    Segments,
    code,
    split,
    with_missing_terminators,
)
from gaitbelt.edges.x12.separators import Separators, separators_at

CHUNK_BYTES = 8 * 1024 * 1024
_SPACE = b" \t\r\n\x0b\x0c"


@dataclass(slots=True)
class Survey:
    """What was noticed about the text itself while it was cut, by byte offset."""

    recovered: list[int] = field(default_factory=list)
    other_components: list[int] = field(default_factory=list)
    without_separators: list[int] = field(default_factory=list)
    forgotten_terminators: list[int] = field(default_factory=list)
    segment_count: int = 0
    byte_count: int = 0
    is_cut_inside_segment: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole claims with the open loops they stand in; ``is_last`` at the file's end."""

    segments: Segments
    is_last: bool


def chunks(source: BinaryIO, survey: Survey, size: int = CHUNK_BYTES) -> Iterator[Chunk]:
    """Yield the file's segments, cut before an ST where there is one, else before a claim.

    The first bytes must be those of an ISA, GS or ST segment, perhaps after white space or
    a byte-order mark. Memory is bounded by ``size`` and the longest claim.
    """
    buffer, base, is_final = b"", 0, False
    marks: Separators | None = None
    opened: Segments | None = None
    while not is_final or buffer:
        if not is_final:
            wanted = max(size, len(buffer))
            fresh = source.read(wanted)
            is_final = len(fresh) < wanted
            survey.byte_count += len(fresh)
            buffer += fresh
        if base == 0 and buffer.startswith(b"\xef\xbb\xbf"):
            buffer, base = buffer[3:], 3
        marks, buffer, base = _marks_at(buffer, base, marks, survey)
        if marks is None:
            return
        stop = _foreign_interchange(buffer, marks)
        is_whole = stop < len(buffer) or is_final
        block, cut = _block(buffer[:stop], base, survey, marks, is_whole=is_whole)
        if cut == 0 and not is_whole:
            continue
        end = len(buffer[:stop]) if cut == len(block) else int(block.offsets[cut]) - base
        if is_final and stop == len(buffer):
            survey.is_cut_inside_segment = not buffer.rstrip(_SPACE).endswith(marks.segment) and (
                marks.segment not in _SPACE
            )
        yield from _emitted(block, cut, opened, survey, is_last=is_final and stop == len(buffer))
        opened = _still_open(block, cut, opened) if not is_whole else None
        buffer, base = buffer[end:], base + end
        if is_whole:
            marks = None


def _marks_at(
    buffer: bytes, base: int, marks: Separators | None, survey: Survey
) -> tuple[Separators | None, bytes, int]:
    if marks is not None:
        return marks, buffer, base
    bare = buffer.lstrip(_SPACE)
    base += len(buffer) - len(bare)
    if not bare:
        return None, bare, base
    found = separators_at(bare, 0)
    if found is None:
        survey.without_separators.append(base)
        return found, bare, base
    if found.is_recovered:
        survey.recovered.append(base)
    if found.is_component_other:
        survey.other_components.append(base)
    return found, bare, base


def _block(
    data: bytes, base: int, survey: Survey, marks: Separators, *, is_whole: bool
) -> tuple[Segments, int]:
    data, forgotten = with_missing_terminators(data, marks)
    block = split(data, base, survey.segment_count + 1, marks)
    cut = len(block) if is_whole else _cut(block)
    limit = block.offsets[cut] if cut < len(block) else base + len(data)
    survey.forgotten_terminators += [base + at for at in forgotten if base + at < limit]
    return block, cut


def _cut(block: Segments) -> int:
    starts = block.where("ST", "ISA")
    if len(starts) and starts[-1] > 0:
        return int(starts[-1])
    starts = block.where("CLM", "HL")
    return int(starts[-1]) if len(starts) else 0


def _foreign_interchange(buffer: bytes, marks: Separators) -> int:
    """Return where an ISA with other separators begins, or the buffer's length."""
    at = buffer.find(b"ISA", 3)
    while at >= 0:
        before = buffer[at - 1 : at]
        after = buffer[at + 3 : at + 4]
        if (before == marks.segment or before.isspace()) and after and not after.isalnum():
            found = separators_at(buffer, at)
            if found is not None and not found.same_as(marks):
                return at
        at = buffer.find(b"ISA", at + 3)
    return len(buffer)


def _emitted(
    block: Segments, cut: int, opened: Segments | None, survey: Survey, *, is_last: bool
) -> Iterator[Chunk]:
    survey.segment_count += cut
    whole = block.head(cut)
    if opened is not None:
        whole = opened.followed_by(whole)
    yield Chunk(whole, is_last)


def _still_open(block: Segments, cut: int, opened: Segments | None) -> Segments | None:
    """Return the segments of the loops that the segment at the cut stands in."""
    seen = block.head(cut)
    if opened is not None:
        seen = opened.followed_by(seen)
    groups = seen.where("GS")
    kept = [groups[-1:]]
    if block.ids[cut] in (code("CLM"), code("HL")):
        kept += _open_loops(seen)
    places = np.unique(np.concatenate(kept)) if kept else np.zeros(0, np.int64)
    return seen.take(places, carried=len(places)) if len(places) else None


def _open_loops(seen: Segments) -> list[Places]:
    transactions = seen.where("ST")
    if not len(transactions):
        return []
    start = int(transactions[-1])
    bounds = np.append(seen.where("ST", "HL", "CLM", "SE"), len(seen))
    loops = [np.array([start], dtype=np.int64)]
    hierarchy = seen.where("HL")
    hierarchy = hierarchy[hierarchy > start]
    levels = levels_of(seen, hierarchy)
    floor = start
    for level in (20, 22, 23):
        found = hierarchy[(levels == level) & (hierarchy > floor)]
        if not len(found):
            break
        floor = int(found[-1])
        end = int(bounds[np.searchsorted(bounds, floor, "right")])
        loops.append(np.arange(floor, end, dtype=np.int64))
    return loops


def levels_of(segments: Segments, hierarchy: Places) -> Places:
    """Return the level of each HL segment: 20 billing, 22 subscriber, 23 patient, else 0."""
    if not len(hierarchy):
        return np.zeros(0, np.int64)
    text = segments.lines.gather(hierarchy).str.split_exact(ELEMENT, 4).struct.field("field_3")
    return text.cast(str).str.strip_chars().cast(int, strict=False).fill_null(0).to_numpy()
