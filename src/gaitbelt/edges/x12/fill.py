"""The tables of a guide, filled from a text whose loops are known."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from gaitbelt.edges.x12.cells import Origin, Pool, moved, repeated, repetition_sign
from gaitbelt.edges.x12.finder import Finder
from gaitbelt.edges.x12.guide.model import Column, Source, Table
from gaitbelt.edges.x12.text import Places, Spans, Text, packed
from gaitbelt.edges.x12.values import (
    Typed,
    counts,
    days,
    known,
    last_days,
    lists,
    money,
    parted,
    quantities,
    strings,
)
from gaitbelt.edges.x12.walk import Loops
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.remittance import QUANTITY

LISTED = ("codes", "pointers", "repeats")
"""The kinds of columns that hold lists."""

DTYPES: dict[str, pl.DataType] = {
    "text": pl.String(),
    "code": pl.String(),
    "word": pl.String(),
    "money": MONEY,
    "quantity": QUANTITY,
    "count": pl.Int64(),
    "number": pl.Int64(),
    "nth": pl.Int64(),
    "row": pl.Int64(),
    "position": pl.Int64(),
    "date": pl.Date(),
    "through": pl.Date(),
    "codes": pl.List(pl.String()),
    "repeats": pl.List(pl.String()),
    "pointers": pl.List(pl.Int64()),
}
"""The type of each kind of column."""

TYPING: dict[str, Callable[[Text, Spans], Typed]] = {
    "money": money,
    "quantity": quantities,
    "count": counts,
    "date": days,
    "through": last_days,
}
"""What reads each kind of value."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A table's rows, where each of its values stands, and which could not be read.

    ``places`` are the rows' own segments. ``spans`` and ``at`` tell for a column that is
    typed where each value is and the segment it stands in, ``bad`` the rows whose value is
    there but could not be read.
    """

    frame: pl.DataFrame
    text: Text
    places: Places
    spans: dict[str, Spans]
    at: dict[str, Places]
    bad: dict[str, Places]

    def raw(self, column: str, rows: Places) -> pl.Series:
        """Return a column's values as sent, for some of the rows."""
        return strings(self.text, self.spans[column].take(rows))


Later = Callable[[list[pl.Series]], pl.Series]


def filled(
    loops: Loops,
    wanted: Mapping[str, Iterable[str] | None] | None = None,
    tables: Iterable[Table] | None = None,
) -> dict[str, Filled]:
    """Return the guide's tables, or the wanted ones with the wanted columns (None: all).

    ``tables`` are other tables than the guide's own, over its loops.
    """
    finder, pool = Finder(loops), Pool(loops.text)
    every = [
        _Rows(table, finder, pool, None if wanted is None else wanted[table.name])
        for table in (loops.guide.tables.values() if tables is None else tables)
        if wanted is None or table.name in wanted
    ]
    for rows in every:
        rows.lay_out()
    values = pool.cut()
    origin = Origin(loops.text)
    return {rows.table.name: rows.ended(values, origin) for rows in every}


@dataclass(slots=True)
class _Rows:
    """A table while it is filled: its rows, then its columns, then their text."""

    table: Table
    finder: Finder
    pool: Pool
    wanted: Iterable[str] | None
    places: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    shift: Places = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    owners: dict[str, Places] = field(default_factory=dict)
    sources: dict[tuple[str, str, tuple[str, ...]], Places] = field(default_factory=dict)
    later: dict[str, Later] = field(default_factory=dict)
    spans: dict[str, Spans] = field(default_factory=dict)
    at: dict[str, Places] = field(default_factory=dict)
    bad: dict[str, Places] = field(default_factory=dict)

    def lay_out(self) -> None:
        """Find the rows, and where each column's values are."""
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
        wanted = None if self.wanted is None else set(self.wanted)
        for column in table.columns:
            if wanted is None or column.name in wanted:
                self.later[column.name] = self._column(column)

    def _repeat(self) -> None:
        """Give each segment a row for each of its places that holds something."""
        text, table = self.finder.loops.text, self.table
        moving = {
            source.position
            for column in table.columns
            for source in column.sources
            if source.is_moving
        }
        kept = []
        for time in range(table.times):
            some = np.full(len(self.places), time == 0)
            for position in moving:
                if time:
                    element = text.element(self.places, position + time * table.step)
                    some |= element.sizes > 0
            kept.append(np.flatnonzero(some))
        index = np.concatenate(kept)
        times = np.repeat(np.arange(table.times), [len(each) for each in kept])
        order = np.lexsort((times, index))
        self.places, self.shift = self.places[index[order]], times[order]

    def _owner(self, loop: str) -> Places:
        if loop not in self.owners:
            self.owners[loop] = self.finder.loops.inside(loop, self.places)
        return self.owners[loop]

    def _common(self, loop: str) -> str:
        """Return the innermost loop that holds both the loop and a row."""
        guide = self.finder.loops.guide
        every = {each for own in self.table.loops for each in guide.above(own)}
        return next(each for each in guide.above(loop) if each in every)

    def _source_places(self, source: Source) -> Places | None:
        """Return the segment of a source for each row, -1 where it has none; None if all do."""
        table = self.table
        if table.segment == source.segment and not source.loop and not source.qualifiers:
            return self.places
        found: Places | None = None
        for loop in (source.loop,) if source.loop else table.loops:
            if not len(self.finder.within(loop, source.segment, source.qualifiers)):
                continue
            key = (loop, source.segment, source.qualifiers)
            if key not in self.sources:
                owner = self._common(loop)
                self.sources[key] = self.finder.first(owner, *key)[self._owner(owner)]
            own = self.sources[key]
            found = own if found is None else np.where(found < 0, own, found)
        return found

    def _value(self, source: Source) -> tuple[Spans, Places] | None:
        """Return a source's value for each row, and the segment it stands in."""
        places = self._source_places(source)
        if places is None or not len(places):
            return None
        return self._cell(source, self.finder.loops.text, places), places

    def _cell(self, source: Source, text: Text, places: Places) -> Spans:
        if source.is_moving:
            spans = moved(text, places, source.position, self.shift * self.table.step)
            if source.component:
                spans = text.parts(spans).part(source.component)
        elif source.component:
            spans = text.parts_of(places, source.position).part(source.component)
        else:
            spans = text.element(places, source.position)
        if source.where is not None:
            position, component, codes = source.where
            position = position or source.position
            if component:
                other = text.parts_of(places, position).part(component)
            else:
                other = text.element(places, position)
            signs = text.packed(other)
            is_so = signs == packed(codes[0])
            for each in codes[1:]:
                is_so |= signs == packed(each)
            spans = Spans(spans.begins, np.where(is_so, spans.ends, spans.begins))
        return spans

    def _column(self, column: Column) -> Later:
        made = {
            "row": self._row_column,
            "word": self._word_column,
            "nth": self._nth_column,
            "position": self._position_column,
            **dict.fromkeys(LISTED, self._list_column),
        }
        if column.kind in made:
            return made[column.kind](column)
        found = [each for each in map(self._value, column.sources) if each is not None]
        if not found:
            return self._blank(column)
        spans, at = found[0]
        for other, place in found[1:]:
            is_there = spans.sizes > 0
            spans = Spans(
                np.where(is_there, spans.begins, other.begins),
                np.where(is_there, spans.ends, other.ends),
            )
            at = np.where(is_there, at, place)
        if column.kind in ("text", "code"):
            slot = self.pool.add(spans, is_upper=column.kind == "code")
            return lambda values: values[slot]
        self.spans[column.name], self.at[column.name] = spans, at
        typed = self._typed(column, spans)
        self.bad[column.name] = typed.bad
        return lambda _: typed.values

    def _position_column(self, _column: Column) -> Later:
        numbers = pl.Series(self.shift + 1)
        return lambda _: numbers

    def _blank(self, column: Column) -> Later:
        """Return a column of which the text holds nothing."""
        none = np.zeros(len(self.places), dtype=np.int64)
        if column.kind == "number":
            typed = self._numbered(column, pl.Series([None]).cast(pl.Int64))
            return lambda _: typed.values
        if column.kind not in ("text", "code"):
            self.spans[column.name], self.at[column.name] = Spans(none, none), none - 1
        blank = pl.Series([None], dtype=DTYPES[column.kind]).new_from_index(0, len(none))
        return lambda _: blank

    def _typed(self, column: Column, spans: Spans) -> Typed:
        text = self.finder.loops.text
        if column.kind == "number":
            return self._numbered(column, counts(text, spans).values)
        return TYPING[column.kind](text, spans)

    def _numbered(self, column: Column, stated: pl.Series) -> Typed:
        """Give rows without a number of their own their place among their owner's."""
        owner = self._owner(column.words[0][0])
        order = np.arange(len(owner))
        place = order - np.searchsorted(owner, owner, "left") + 1
        if len(owner) and np.any(np.diff(owner) < 0):
            each = pl.Series(owner).to_frame("o").select(pl.int_range(pl.len()).over("o") + 1)
            place = each.to_series().to_numpy()
        own = pl.Series(place)
        number = stated.zip_with((stated > 0).fill_null(value=False), own)
        return Typed(number, np.zeros(0, dtype=np.int64))

    def _row_column(self, column: Column) -> Later:
        loops = self.finder.loops
        found = np.full(len(self.places), -1, dtype=np.int64)
        for loop, _ in column.words:
            starts = np.append(loops.starts(loop), -1)
            found = np.where(found < 0, starts[self._owner(loop)], found)
        numbers = pl.Series(loops.text.numbers[np.maximum(found, 0)], dtype=pl.Int64)
        rows = known(numbers, found >= 0)
        return lambda _: rows

    def _nth_column(self, column: Column) -> Later:
        """Return which of its kind, from 1, the inner loop is within the outer."""
        loops = self.finder.loops
        outer, inner = (loop for loop, _ in column.words)
        owners = loops.inside(outer, loops.starts(inner))
        own = self._owner(inner)
        first = np.searchsorted(owners, owners, "left") if len(owners) else owners
        place = np.append(np.arange(len(owners)) - first + 1, 0)[own]
        numbers = known(pl.Series(place, dtype=pl.Int64), own >= 0)
        return lambda _: numbers

    def _word_column(self, column: Column) -> Later:
        loops = self.finder.loops
        number = loops.loop_numbers(self.places)
        names = {loops.numbers[loop]: word for loop, word in column.words}
        words = pl.Series(number).replace_strict(names, default=None, return_dtype=pl.String)
        return lambda _: words

    def _list_column(self, column: Column) -> Later:
        if len(column.sources) == 1 and column.sources[0].through:
            return self._composite_column(column, column.sources[0])
        each = [self._listed(source) for source in column.sources]
        begins = np.concatenate([spans.begins for spans, _ in each])
        ends = np.concatenate([spans.ends for spans, _ in each])
        rows = np.concatenate([row for _, row in each])
        kept = (ends > begins) & (rows >= 0)
        begins, ends, rows = begins[kept], ends[kept], rows[kept]
        if len(each) > 1:
            order = np.argsort(rows, kind="stable")
            begins, ends, rows = begins[order], ends[order], rows[order]
        spans, count = Spans(begins, ends), len(self.places)
        slot = self.pool.add(spans, is_upper=column.kind == "codes")
        if column.kind == "repeats":
            sign = repetition_sign(self.finder.loops.text)
            return lambda values: lists(*repeated(values[slot], rows, sign), count)
        return lambda values: lists(values[slot], rows, count)

    def _composite_column(self, column: Column, source: Source) -> Later:
        """Return a list of the components of one composite."""
        found = self._value(replace(source, component=0))
        dtype = DTYPES[column.kind]
        if found is None:
            empty = pl.Series([[]], dtype=dtype).new_from_index(0, len(self.places))
            return lambda _: empty
        text, (_, at) = self.finder.loops.text, found
        parts = text.parts_of(at, source.position)
        first, last = parts.part(source.component), parts.part(source.through)
        spans = Spans(first.begins, np.maximum(last.ends, first.begins))
        slot = self.pool.add(spans, is_upper=True)
        mark = text.separators.component.decode("latin-1")
        self.spans[column.name], self.at[column.name] = spans, at
        inner = pl.Int64() if column.kind == "pointers" else pl.String()
        return lambda values: self._checked(column.name, parted(values[slot], mark, inner))

    def _checked(self, name: str, values: pl.Series) -> pl.Series:
        self.bad[name] = np.flatnonzero(values.is_null().to_numpy())
        return values

    def _listed(self, source: Source) -> tuple[Spans, Places]:
        """Return the values that a source adds to each row's list, and their rows in order."""
        text = self.finder.loops.text
        places, rows = self._list_places(source)
        cells = []
        most = int(text.element_counts(places).max()) if len(places) else 0
        last = max(min(source.last, most), source.position)
        for position in range(source.position, last + 1):
            if source.through:
                parts = text.parts_of(places, position)
                steps = range(source.component, source.through + 1)
                cells += [parts.part(component) for component in steps]
                continue
            moved = Source(
                source.loop, source.segment, source.qualifiers, position,
                component=source.component, where=source.where,
            )  # fmt: skip
            cells.append(self._cell(moved, text, places))
        begins = np.stack([each.begins for each in cells], axis=1).ravel()
        ends = np.stack([each.ends for each in cells], axis=1).ravel()
        return Spans(begins, ends), np.repeat(rows, len(cells))

    def _list_places(self, source: Source) -> tuple[Places, Places]:
        if self.table.segment == source.segment and not source.loop:
            return self.places, np.arange(len(self.places))
        places, rows = [], []
        for loop in (source.loop,) if source.loop else self.table.loops:
            found = self.finder.within(loop, source.segment, source.qualifiers)
            owner = self._common(loop)
            own = np.append(np.full(len(self.finder.loops.starts(owner)), -1), -1)
            mine = self._owner(owner)
            own[mine] = np.arange(len(mine))
            own[-1] = -1
            places.append(found)
            rows.append(own[self.finder.loops.inside(owner, found)])
        at, row = np.concatenate(places), np.concatenate(rows)
        return at[row >= 0], row[row >= 0]

    def ended(self, values: list[pl.Series], origin: "Origin") -> Filled:
        """Return the table with its text and with where each row stands."""
        columns = {name: later(values).alias(name) for name, later in self.later.items()}
        self.later.clear()
        frame = pl.DataFrame({**columns, **origin.of(self.places)})
        return Filled(frame, self.finder.loops.text, self.places, self.spans, self.at, self.bad)
