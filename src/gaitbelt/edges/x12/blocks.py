"""A file in blocks that end where a transaction, or a loop that may be parted from it, ends."""

from collections.abc import Iterator
from dataclasses import KW_ONLY, dataclass
from typing import BinaryIO

import numpy as np

from gaitbelt.edges.x12.among import are_among
from gaitbelt.edges.x12.envelope import Guide, kept_transactions
from gaitbelt.edges.x12.guide.model import TransactionGuide
from gaitbelt.edges.x12.separators import Separators, separators_at
from gaitbelt.edges.x12.survey import Survey
from gaitbelt.edges.x12.terminators import with_missing_terminators
from gaitbelt.edges.x12.text import Places, Text, packed, picked, scan
from gaitbelt.edges.x12.walk import Loops, walked

BLOCK_BYTES = 8 * 1024 * 1024
_SPACE = b" \t\r\n\x0b\x0c"


@dataclass(frozen=True, slots=True)
class Block:
    """Whole loops with the open loops they stand in; ``is_last`` at the file's end."""

    loops: Loops
    is_last: bool

    @property
    def text(self) -> Text:
        """The block's segments."""
        return self.loops.text


def envelope_guide(guide: TransactionGuide) -> Guide:
    """Return what a guide takes and its words, as the envelope is judged by them."""
    words = guide.words
    return Guide(
        kind=guide.kind,
        versions=guide.versions,
        noun=words["noun"],
        short=words["short"],
        problem_code=words["problem_code"],
        save_as=words["save_as"],
        fix_refused=words["fix_refused"],
        fix_not_x12=words["fix_not_x12"],
        is_alone=guide.is_alone,
    )


BOM = b"\xef\xbb\xbf"


def blocks(
    source: BinaryIO, survey: Survey, guide: TransactionGuide, size: int = BLOCK_BYTES
) -> Iterator[Block]:
    """Yield the file's segments with their loops, cut where the guide allows it.

    The first bytes must be those of an ISA, GS or ST segment, perhaps after white space or
    a byte-order mark. Memory is bounded by ``size`` and the longest loop that may not be cut.
    """
    buffer, base, is_final = b"", 0, False
    marks: Separators | None = None
    opened: Text | None = None
    frame = envelope_guide(guide)
    while not is_final or buffer:
        if not is_final:
            read = source.read(wanted := max(size, len(buffer)))
            is_final = len(read) < wanted
            survey.byte_count += len(read)
            buffer += read
        if base == 0 and buffer.startswith(BOM):
            buffer, base = buffer[len(BOM) :], len(BOM)
        marks, buffer, base = _marks_at(buffer, base, marks, survey)
        if marks is None:
            return
        stop = _foreign_interchange(buffer, marks)
        is_whole = stop < len(buffer) or is_final
        fresh = Fresh(buffer[:stop], base, opened, is_whole=is_whole)
        whole, cut = _scanned(fresh, survey, marks, guide)
        if cut == whole.carried and not is_whole:
            continue
        end = stop if cut == len(whole) else int(whole.offsets[cut]) - base
        is_last = is_final and stop == len(buffer)
        if is_last:
            survey.is_cut_inside_segment = _is_inside_segment(buffer, marks)
        survey.segment_count += cut - whole.carried
        text = whole.head(cut)
        loops = walked(text, guide, kept_transactions(text, frame))
        after = int(whole.ids[cut]) if cut < len(whole) else 0
        opened = None if is_whole else _still_open(loops, after)
        buffer, base = buffer[end:], base + end
        del fresh, whole, text
        yield Block(loops, is_last)
        del loops
        if is_whole:
            marks = None


def _is_inside_segment(buffer: bytes, marks: Separators) -> bool:
    """Return whether the text ends without the terminator of its last segment."""
    is_closed = buffer.rstrip(_SPACE).endswith(marks.segment)
    return not is_closed and marks.segment not in _SPACE


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


@dataclass(frozen=True, slots=True)
class Fresh:
    """Bytes not yet cut, their place in the file, and the segments that they stand under."""

    data: bytes
    base: int
    opened: Text | None
    _: KW_ONLY
    is_whole: bool


def _scanned(
    fresh: Fresh, survey: Survey, marks: Separators, guide: TransactionGuide
) -> tuple[Text, int]:
    """Return the segments, the carried ones too, and how many of all may be read now."""
    base = fresh.base
    data, forgotten = with_missing_terminators(fresh.data, marks)
    text = scan(data, base, survey.segment_count + 1, marks, fresh.opened)
    cut = len(text) if fresh.is_whole else _cut(text, guide)
    limit = text.offsets[cut] if cut < len(text) else base + len(data)
    survey.forgotten_terminators += [base + at for at in forgotten if base + at < limit]
    return text, cut


def _cut(text: Text, guide: TransactionGuide) -> int:
    """Return where to cut; the last segment may be broken off, and its id with it."""
    ids = text.ids[text.carried : len(text) - 1]
    starts = np.flatnonzero(are_among(ids, (packed("ST"), packed("ISA"))))
    last = int(starts[-1]) if len(starts) else 0
    if last > len(ids) * 3 // 4 or not guide.cut:
        return text.carried + last
    before = tuple({packed(guide.loops[each].starter.id) for each in guide.cut})
    starts = np.flatnonzero(are_among(ids, before))
    return text.carried + (max(last, int(starts[-1])) if len(starts) else last)


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


def _still_open(loops: Loops, after: int) -> Text | None:
    """Return the segments of the loops that the segment after the text stands in."""
    text, guide = loops.text, loops.guide
    if after == packed("ISA"):
        return None
    kept = [text.where("ISA")[-1:], text.where("GS")[-1:]]
    before = {packed(guide.loops[each].starter.id) for each in guide.cut}
    if after in before:
        kept += _open_loops(loops, after)
    places = np.unique(np.concatenate(kept))
    return picked(text, places) if len(places) else None


def _open_loops(loops: Loops, after: int) -> list[Places]:
    """Return the opening segments of the transaction and of each loop open at its end.

    Each reaches to where the next loop begins before which the file may be cut.
    """
    text, guide = loops.text, loops.guide
    starts = loops.starts(_HEADER)
    end = np.array([len(text) - 1])
    if not len(starts) or int(loops.inside(_HEADER, end)[0]) < 0:
        return [text.where("ST")[-1:]]
    firsts = [int(starts[-1])]
    for each in guide.cut:
        starter = packed(guide.loops[each].starter.id)
        which = int(loops.inside(each, end)[0])
        if which >= 0 and (starter != after or starter == packed("HL")):
            firsts.append(int(loops.starts(each)[which]))
    every = np.sort(np.concatenate([loops.starts(each) for each in guide.cut]))
    bounds = np.append(every, len(text))
    return [
        np.arange(first, int(bounds[np.searchsorted(bounds, first, "right")])) for first in firsts
    ]


_HEADER = "HEADER"
