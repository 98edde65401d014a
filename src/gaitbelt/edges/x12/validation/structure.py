"""Whether segments and loops stand where the guide has them, as often as it allows."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.finder import Finder
from gaitbelt.edges.x12.guide.model import Loop, Segment
from gaitbelt.edges.x12.text import Places, packed
from gaitbelt.edges.x12.validation.found import Fault, Findings

FRAME = ("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1", "LS", "LE")
_KNOWN_CURE = "Take the segment out, or put it where the guide has it."

Placed = list[tuple[Loop, Segment, Places]]
"""The segments of a block by their place in the guide."""


def placed(findings: Findings) -> Placed:
    """Return the segments by their place in the guide, and tell those that have none."""
    loops, finder = findings.loops, Finder(findings.loops)
    guide, carried = loops.guide, findings.text.carried
    finder.segments("ST")
    names = {number: loops.guide.loops[name] for name, number in loops.numbers.items() if name}
    found: dict[tuple[str, int], list[Places]] = {}
    for name in finder.by_id:
        if name in FRAME or not len(finder.segments(name)):
            continue
        signs, groups = finder.grouped(name)
        for code, places in groups.items():
            number, index = divmod(code, len(signs) + 1)
            own = places[places >= carried]
            if not number or not len(own):
                continue
            loop = names[number]
            sign = signs[index - 1] if index else ""
            at = _place(loop, name, sign)
            if at is None and name in guide.words.get("trails", "").split():
                above = [guide.loops[each] for each in guide.above(loop.id)]
                loop = next((each for each in above if _place(each, name, sign) is not None), loop)
                at = _place(loop, name, sign)
            if at is None:
                _tell_unexpected(findings, loop, name, own)
            else:
                found.setdefault((loop.id, at), []).append(own)
    _tell_unknown(findings, set(finder.by_id))
    return [
        (guide.loops[loop], guide.loops[loop].segments[at], np.sort(np.concatenate(every)))
        for (loop, at), every in found.items()
    ]


def _place(loop: Loop, name: str, sign: str) -> int | None:
    """Return which of a loop's segments one is, by its id and qualifier."""
    for at, segment in enumerate(loop.segments):
        is_marked = bool(segment.qualifiers) and segment.qualified_at == 1
        if segment.id == name and is_marked and sign in segment.qualifiers:
            return at
    for at, segment in enumerate(loop.segments):
        if segment.id == name and (not segment.qualifiers or segment.qualified_at != 1):
            return at
    return None


def _tell_unexpected(findings: Findings, loop: Loop, name: str, places: Places) -> None:
    fault = Fault("segment-not-expected", loop.id, name, name, "", _KNOWN_CURE)
    findings.add(fault, places, pl.lit(f"the guide has no such {name} segment in this loop"))


def _tell_unknown(findings: Findings, known: set[str]) -> None:
    text = findings.text
    ids = np.array([packed(each) for each in (*known, *FRAME)], dtype=np.int64)
    odd = np.flatnonzero(~np.isin(text.ids, ids))
    odd = odd[odd >= text.carried]
    odd = odd[findings.loops.inside("HEADER", odd) >= 0]
    fault = Fault("segment-unknown", "HEADER", "", "segment", "", _KNOWN_CURE)
    findings.add(fault, odd, pl.lit("the guide has no segment of this id"))


def check_counts(findings: Findings, found: Placed) -> None:
    """Tell segments that are absent or too many in their loop, and loops likewise."""
    loops, guide, carried = findings.loops, findings.loops.guide, findings.text.carried
    by_place = {(loop.id, id(segment)): places for loop, segment, places in found}
    for loop in guide.loops.values():
        starts = loops.starts(loop.id)
        if not len(starts):
            continue
        is_own = starts >= carried
        for segment in loop.segments[1:]:
            places = by_place.get((loop.id, id(segment)), np.zeros(0, dtype=np.int64))
            _check_segment(findings, loop, segment, places, starts, is_own)
        _check_children(findings, loop, starts, is_own)


def _check_segment(
    findings: Findings,
    loop: Loop,
    segment: Segment,
    places: Places,
    starts: Places,
    is_own: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> None:
    owners = findings.loops.inside(loop.id, places)
    counts = np.bincount(owners[owners >= 0], minlength=len(starts))
    if segment.usage == "R":
        fault = Fault(
            "segment-absent", loop.id, segment.id, segment.label, "",
            f"Send the {segment.label} segment.",
        )  # fmt: skip
        said = pl.lit(f"the guide requires a {segment.label} segment here")
        findings.add(fault, starts[is_own & (counts == 0)], said)
    if segment.repeat and np.any(counts > segment.repeat):
        first = np.searchsorted(owners, owners, "left")
        order = np.arange(len(owners)) - first
        extra = places[(order == segment.repeat) & (owners >= 0)]
        fault = Fault(
            "segment-too-often", loop.id, segment.id, segment.label, "",
            f"Send at most {segment.repeat} of them in a loop.",
        )  # fmt: skip
        said = pl.lit(f"the loop has more {segment.label} segments than {segment.repeat}")
        findings.add(fault, extra, said)


def _check_children(
    findings: Findings,
    loop: Loop,
    starts: Places,
    is_own: np.ndarray[tuple[int], np.dtype[np.bool_]],
) -> None:
    loops, guide = findings.loops, findings.loops.guide
    cut = {above for each in guide.cut for above in (each,)}
    for name in guide.children[loop.id]:
        child = guide.loops[name]
        if name in cut or len(child.parents) > 1:
            continue
        own = loops.starts(name)
        owners = loops.inside(loop.id, own)
        counts = np.bincount(owners[owners >= 0], minlength=len(starts))
        label = child.starter.label
        if child.usage == "R":
            fault = Fault("loop-absent", name, child.starter.id, label, "",
                          f"Send loop {name}; it begins with {label}.")  # fmt: skip
            said = pl.lit(f"the guide requires loop {name} here")
            findings.add(fault, starts[is_own & (counts == 0)], said)
        if child.repeat and np.any(counts > child.repeat):
            order = np.arange(len(owners)) - np.searchsorted(owners, owners, "left")
            extra = own[(order == child.repeat) & (owners >= 0)]
            fault = Fault("loop-too-often", name, child.starter.id, label, "",
                          f"Send at most {child.repeat} of them.")  # fmt: skip
            findings.add(fault, extra, pl.lit(f"loop {name} occurs more often than {child.repeat}"))
