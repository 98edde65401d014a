"""A file in chunks that end where a transaction or a claim ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np

from gaitbelt.edges.x12.segments import (
    ELEMENT,
    QUALIFIED,
    Places,
    Segments,
    code,
    split,
)
from gaitbelt.edges.x12.separators import Separators, separators_at
from gaitbelt.edges.x12.survey import Survey
from gaitbelt.edges.x12.terminators import with_missing_terminators

CHUNK_BYTES = 8 * 1024 * 1024
_SPACE = b" \t\r\n\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole claims with the open loops they stand in; ``is_last`` at the file's end."""

    segments: Segments
    is_last: bool


@dataclass(frozen=True, slots=True)
class Outline:
    """How the files of a transaction set may be cut.

    A chunk may end before a segment of ``cut_before``; ``open_loops`` gives the places of
    the segments that such a segment stands under, its ST among them. ``qualified`` are the
    segments whose first element is wanted as a number.
    """

    cut_before: tuple[str, ...]
    open_loops: Callable[[Segments], list[Places]]
    qualified: tuple[str, ...] = QUALIFIED


def chunks(
    source: BinaryIO, survey: Survey, size: int = CHUNK_BYTES, outline: Outline | None = None
) -> Iterator[Chunk]:
    """Yield the file's segments, cut before an ST where there is one, else before a claim.

    The first bytes must be those of an ISA, GS or ST segment, perhaps after white space or
    a byte-order mark. Memory is bounded by ``size`` and the longest claim. Without an
    ``outline`` the file is cut as a claim file.
    """
    shape = outline or CLAIM_FILE
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
        block, cut = _block(buffer[:stop], base, survey, marks, shape, is_whole=is_whole)
        if cut == 0 and not is_whole:
            continue
        end = len(buffer[:stop]) if cut == len(block) else int(block.offsets[cut]) - base
        if is_final and stop == len(buffer):
            survey.is_cut_inside_segment = not buffer.rstrip(_SPACE).endswith(marks.segment) and (
                marks.segment not in _SPACE
            )
        yield from _emitted(block, cut, opened, survey, is_last=is_final and stop == len(buffer))
        opened = _still_open(block, cut, opened, shape) if not is_whole else None
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
    data: bytes, base: int, survey: Survey, marks: Separators, shape: Outline, *, is_whole: bool
) -> tuple[Segments, int]:
    data, forgotten = with_missing_terminators(data, marks)
    block = split(data, base, survey.segment_count + 1, marks, shape.qualified)
    cut = len(block) if is_whole else _cut(block, shape)
    limit = block.offsets[cut] if cut < len(block) else base + len(data)
    survey.forgotten_terminators += [base + at for at in forgotten if base + at < limit]
    return block, cut


def _cut(block: Segments, shape: Outline) -> int:
    """Return where to cut; the last segment may be broken off, and its id with it."""
    sure = block.head(len(block) - 1)
    starts = sure.where("ST", "ISA")
    last = int(starts[-1]) if len(starts) else 0
    if last > len(block) // 2:
        return last
    starts = sure.where(*shape.cut_before)
    return max(last, int(starts[-1])) if len(starts) else last


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


def _still_open(
    block: Segments, cut: int, opened: Segments | None, shape: Outline
) -> Segments | None:
    """Return the segments of the loops that the segment at the cut stands in."""
    seen = block.head(cut)
    if opened is not None:
        seen = opened.followed_by(seen)
    if block.ids[cut] == code("ISA"):
        return None
    kept = [seen.where("ISA")[-1:], seen.where("GS")[-1:]]
    if block.ids[cut] in [code(name) for name in shape.cut_before]:
        kept += shape.open_loops(seen)
    places = np.unique(np.concatenate(kept))
    return seen.take(places, carried=len(places)) if len(places) else None


def hierarchy_loops(seen: Segments, nested: tuple[int, ...]) -> list[Places]:
    """Return the places of the ST and of the open HL loops of the nested levels, outer first."""
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
    for level in nested:
        found = hierarchy[(levels == level) & (hierarchy > floor)]
        if not len(found):
            break
        floor = int(found[-1])
        end = int(bounds[np.searchsorted(bounds, floor, "right")])
        loops.append(np.arange(floor, end, dtype=np.int64))
    return loops


def _open_loops(seen: Segments) -> list[Places]:
    return hierarchy_loops(seen, (20, 22, 23))


def levels_of(segments: Segments, hierarchy: Places) -> Places:
    """Return the level of each HL segment, such as 20 of the source; 0 where it is no number."""
    if not len(hierarchy):
        return np.zeros(0, np.int64)
    text = segments.lines.gather(hierarchy).str.split_exact(ELEMENT, 4).struct.field("field_3")
    return text.cast(str).str.strip_chars().cast(int, strict=False).fill_null(0).to_numpy()


CLAIM_FILE = Outline(cut_before=("CLM", "HL"), open_loops=_open_loops)
"""A claim file: claims under a billing provider, a subscriber and perhaps a patient."""
