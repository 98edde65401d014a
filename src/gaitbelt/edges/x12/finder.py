"""Where the segments of a guide stand in a text: by loop, id and qualifier."""

from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from gaitbelt.edges.x12.among import index_among
from gaitbelt.edges.x12.cells import standing
from gaitbelt.edges.x12.guide.load import guide as guide_named
from gaitbelt.edges.x12.guide.load import segment_elements
from gaitbelt.edges.x12.guide.model import Segment, TransactionGuide
from gaitbelt.edges.x12.text import Marks, Places, packed
from gaitbelt.edges.x12.walk import Loops


@dataclass(slots=True)
class Finder:
    """Where the segments of a guide's sources are in a text; each looked for once."""

    loops: Loops
    by_id: dict[str, Places] = field(default_factory=dict)
    groups: dict[str, tuple[tuple[str, ...], dict[int, Places]]] = field(default_factory=dict)
    found: dict[tuple[str, str, tuple[str, ...]], Places] = field(default_factory=dict)
    firsts: dict[tuple[str, str, str, tuple[str, ...]], Places] = field(default_factory=dict)

    def segments(self, name: str) -> Places:
        """Return the places of the segments of an id."""
        if not self.by_id:
            self._group()
        return self.by_id.get(name, np.zeros(0, dtype=np.int64))

    def _group(self) -> None:
        names = sorted(_segment_ids(self.loops.guide))
        index = index_among(self.loops.text.ids, tuple(packed(each) for each in names))
        index = index.astype(np.int16)
        order = np.argsort(index, kind="stable")
        bounds = np.searchsorted(index[order], np.arange(len(names) + 1))
        for at, name in enumerate(names):
            self.by_id[name] = order[bounds[at] : bounds[at + 1]]

    def within(self, loop: str, name: str, qualifiers: tuple[str, ...]) -> Places:
        """Return the places of the segments of a loop with the id and qualifier."""
        key = (loop, name, qualifiers)
        if key not in self.found:
            if name not in self.groups:
                self.groups[name] = self.grouped(name)
            signs, groups = self.groups[name]
            count = len(signs) + 1
            states = np.flatnonzero(belongs(self.loops.guide.name, loop, name, qualifiers))
            wanted = [signs.index(each) + 1 for each in qualifiers if each in signs]
            every = wanted if qualifiers else range(count)
            found = [
                groups[number * count + at]
                for number in states.tolist()
                for at in every
                if number * count + at in groups
            ]
            if len(found) == 1:
                self.found[key] = found[0]
            else:
                self.found[key] = np.sort(np.concatenate([*found, _NONE]))
        return self.found[key]

    def grouped(self, name: str) -> tuple[tuple[str, ...], dict[int, Places]]:
        """Return the segments of an id by the loop they stand in and their qualifier."""
        places = self.segments(name)
        signs = _qualifiers(self.loops.guide.name, name)
        if not len(places):
            return signs, {}
        numbers = self.loops.loop_numbers(places)
        codes = numbers * np.int16(len(signs) + 1)
        if signs:
            own = self._qualifiers(name, places)
            index = index_among(own, tuple(packed(each) for each in signs))
            codes += (index + 1).astype(np.int16)
        order = np.argsort(codes, kind="stable")
        inside = codes[order]
        starts = np.flatnonzero(np.diff(inside, prepend=inside[:1] - 1))
        ends = np.append(starts[1:], len(inside))
        ranges = zip(inside[starts].tolist(), starts.tolist(), ends.tolist(), strict=True)
        return signs, {code: places[order[start:end]] for code, start, end in ranges}

    def _qualifiers(self, name: str, places: Places) -> Places:
        """Return the first element of segments of an id, up to its first component."""
        stood = standing(self.loops.text, places)
        is_composite = bool(segment_elements()[name][0][1])
        spans = stood.component(1, 1 if is_composite else 0) if stood else None
        return np.zeros(len(places), np.int64) if spans is None else self.loops.text.packed(spans)

    def first(self, owner: str, loop: str, name: str, qualifiers: tuple[str, ...]) -> Places:
        """Return the first such segment of each loop ``owner``, and -1 at the end."""
        key = (owner, loop, name, qualifiers)
        if key not in self.firsts:
            places = self.within(loop, name, qualifiers)
            owners = self.loops.inside(owner, places)
            count = len(self.loops.starts(owner))
            found = np.full(count + 1, -1, dtype=np.int64)
            found[owners[::-1]] = places[::-1]
            found[count] = -1
            self.firsts[key] = found
        return self.firsts[key]


@lru_cache(maxsize=2048)
def belongs(guide_name: str, loop: str, name: str, qualifiers: tuple[str, ...]) -> Marks:
    """Return for each loop's number whether such a segment in it is one of ``loop``.

    A segment that the loop stood in does not have is one of the innermost loop around it
    that has it.
    """
    guide = guide_named(guide_name)
    found = np.zeros(len(guide.loops) + 1, dtype=bool)
    for number, where in enumerate(guide.loops, start=1):
        for above in guide.above(where):
            named = [each for each in guide.loops[above].segments if each.id == name]
            wanted = [each for each in named if _takes(each, qualifiers)]
            if wanted or (named and not _is_anywhere(guide, where, name, qualifiers)):
                found[number] = above == loop
                break
    return found


def _takes(segment: Segment, qualifiers: tuple[str, ...]) -> bool:
    own = segment.qualifiers
    return not qualifiers or not own or bool(set(own) & set(qualifiers))


def _is_anywhere(
    guide: TransactionGuide, where: str, name: str, qualifiers: tuple[str, ...]
) -> bool:
    return any(
        each.id == name and _takes(each, qualifiers)
        for above in guide.above(where)
        for each in guide.loops[above].segments
    )


@lru_cache(maxsize=512)
def _qualifiers(guide_name: str, name: str) -> tuple[str, ...]:
    """Return the qualifiers by which a guide and its tables tell segments of an id apart."""
    guide = guide_named(guide_name)
    found = {
        each
        for loop in guide.loops.values()
        for segment in loop.segments
        if segment.id == name and segment.qualified_at == 1
        for each in segment.qualifiers
    }
    return tuple(sorted(found))


_NONE = np.zeros(0, dtype=np.int64)


def _segment_ids(guide: TransactionGuide) -> set[str]:
    return {each.id for loop in guide.loops.values() for each in loop.segments}
