"""The rows of a guide's table in a text, and the segments their values stand in."""

from dataclasses import dataclass, field, replace

import numpy as np

from gaitbelt.edges.x12.cells import Page, Standing
from gaitbelt.edges.x12.cells import standing as stood_in
from gaitbelt.edges.x12.finder import Finder
from gaitbelt.edges.x12.guide.model import Column, Source, Table
from gaitbelt.edges.x12.text import Places, Spans, packed

Cell = tuple[Spans, Standing]
"""Values, and the segments that they stand in."""

_NONE = np.zeros(0, dtype=np.int64)


@dataclass(slots=True)
class Rows:
    """A table's rows: ``places`` are their own segments, ``shift`` their place in these."""

    table: Table
    finder: Finder
    page: Page
    places: Places = field(default_factory=lambda: _NONE)
    shift: Places = field(default_factory=lambda: _NONE)
    owners: dict[str, Places] = field(default_factory=dict)
    standings: dict[tuple[str, str, tuple[str, ...]], Standing | None] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.places)

    def lay_out(self) -> None:
        """Find the rows."""
        table, loops = self.table, self.finder.loops
        if table.segment:
            found = [self.finder.within(each, table.segment, ()) for each in table.loops]
        else:
            found = [loops.starts(each) for each in table.loops]
        places = np.sort(np.concatenate(found)) if len(found) > 1 else found[0]
        self.places = places[places >= loops.text.carried]
        self.shift = np.zeros(len(self.places), dtype=np.int64)
        if table.times > 1:
            self._repeat()

    def _repeat(self) -> None:
        """Give each segment a row for each of its places that holds something."""
        table, stood = self.table, stood_in(self.page.text, self.places)
        if stood is None:
            return
        moving = {
            source.position
            for column in table.columns
            for source in column.sources
            if source.is_moving
        }
        kept, times = [np.arange(len(self.places))], [self.shift]
        for time in range(1, table.times):
            found = [stood.element(position + time * table.step) for position in moving]
            there = [each.sizes > 0 for each in found if each is not None]
            if there:
                kept.append(np.flatnonzero(np.logical_or.reduce(there)))
                times.append(np.full(len(kept[-1]), time))
        index, time_of = np.concatenate(kept), np.concatenate(times)
        order = np.argsort(index * table.times + time_of, kind="stable")
        self.places, self.shift = self.places[index[order]], time_of[order]

    def owner(self, loop: str) -> Places:
        """Return which loop of that id each row stands in, -1 for none."""
        if loop not in self.owners:
            self.owners[loop] = self.finder.loops.inside(loop, self.places)
        return self.owners[loop]

    def common(self, loop: str) -> str:
        """Return the innermost loop that holds both the loop and a row."""
        guide = self.finder.loops.guide
        every = {each for own in self.table.loops for each in guide.above(own)}
        return next(each for each in guide.above(loop) if each in every)

    def standing(self, source: Source) -> Standing | None:
        """Return the segments of a source, None where no row has one."""
        key = (source.loop, source.segment, source.qualifiers)
        if key not in self.standings:
            self.standings[key] = self._found(source)
        return self.standings[key]

    def _found(self, source: Source) -> Standing | None:
        table = self.table
        if table.segment == source.segment and not source.loop and not source.qualifiers:
            return stood_in(self.page.text, self.places)
        found: Places | None = None
        for loop in (source.loop,) if source.loop else table.loops:
            key = (loop, source.segment, source.qualifiers)
            if not len(self.finder.within(*key)):
                continue
            owner = self.common(loop)
            own = self.finder.first(owner, *key)[self.owner(owner)]
            found = own if found is None else np.where(found < 0, own, found)
        return None if found is None else stood_in(self.page.text, found)

    def value(self, source: Source) -> tuple[Spans, Standing] | None:
        """Return a source's values and the segments they stand in; None where there are none."""
        stood = self.standing(source)
        if stood is None:
            return None
        spans = self.cell(source, stood)
        if spans is None:
            none = np.zeros(len(stood.places), dtype=np.int64)
            spans = Spans(none, none)
        return spans, stood

    def cell(self, source: Source, stood: Standing) -> Spans | None:
        """Return a source's values in the segments, None where none has one."""
        spans: Spans | None
        if source.is_moving:
            spans = stood.moved(source.position, self.shift * self.table.step)
            if source.component:
                spans = self.page.text.parts(spans).part(source.component)
        else:
            spans = stood.component(source.position, source.component)
        if source.where is None or spans is None:
            return spans
        position, component, codes = source.where
        other = stood.component(position or source.position, component)
        if other is None:
            return None
        signs = self.page.text.packed(other)
        is_so = signs == packed(codes[0])
        for each in codes[1:]:
            is_so |= signs == packed(each)
        if is_so.all():
            return spans
        return Spans(spans.begins, np.where(is_so, spans.ends, spans.begins))

    def preferred(self, column: Column) -> tuple[Spans, Standing] | None:
        """Return the values of a column's first source that has one, row by row."""
        found = [each for each in map(self.value, column.sources) if each is not None]
        if len(found) < 2:
            return found[0] if found else None
        spans, at = found[0][1].everywhere(found[0][0]), found[0][1].all_places
        for other_spans, stood in found[1:]:
            other = stood.everywhere(other_spans)
            is_there = spans.sizes > 0
            spans = Spans(
                np.where(is_there, spans.begins, other.begins),
                np.where(is_there, spans.ends, other.ends),
            )
            at = np.where(is_there, at, stood.all_places)
        whole = replace(found[0][1], rows=None, places=at, marks={}, composites={})
        return spans, whole


def laid_out(table: Table, finder: Finder, page: Page) -> Rows:
    """Return the rows of a table."""
    rows = Rows(table, finder, page)
    rows.lay_out()
    return rows
