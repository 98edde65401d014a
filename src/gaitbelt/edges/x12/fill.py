"""The tables of a guide, filled from a text whose loops are known."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gaitbelt.edges.x12.cells import Origin, Page, Standing
from gaitbelt.edges.x12.columns import DAY, TEXT, WHOLE, Values, frame_of
from gaitbelt.edges.x12.finder import Finder
from gaitbelt.edges.x12.guide.model import Column, Table
from gaitbelt.edges.x12.list_columns import Made, composite_column, list_column
from gaitbelt.edges.x12.rows import Cell, Rows, laid_out
from gaitbelt.edges.x12.text import Places, Spans, Text
from gaitbelt.edges.x12.values import (
    MONEY_LAYOUT,
    QUANTITY_LAYOUT,
    Typed,
    counts,
    days,
    last_days,
    money,
    quantities,
    strings,
)
from gaitbelt.edges.x12.views import words_of
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


_LAYOUTS = {
    "text": TEXT,
    "code": TEXT,
    "money": MONEY_LAYOUT,
    "quantity": QUANTITY_LAYOUT,
    "date": DAY,
    "through": DAY,
}
_BLANKS = {TEXT: "V16", MONEY_LAYOUT: "V16", QUANTITY_LAYOUT: "V16", DAY: "i4"}
_TEXTS = ("text", "code")


@dataclass(frozen=True, slots=True)
class Filled:
    """A table's rows, where each of its values stands, and which could not be read.

    ``places`` are the rows' own segments. ``cells`` tell for a column that is typed where
    each value is and the segments they stand in, None where there are none; ``bad`` are the
    rows whose value is there but could not be read.
    """

    frame: pl.DataFrame
    text: Text
    places: Places
    cells: dict[str, Cell | None]
    bad: dict[str, Places]

    def raw(self, column: str, rows: Places) -> pl.Series:
        """Return a column's values as sent, for some of the rows."""
        cell = self.cells[column]
        if cell is None:
            return pl.Series([None], dtype=pl.String).new_from_index(0, len(rows))
        spans, stood = cell
        return strings(self.text, stood.everywhere(spans).take(rows))

    def at(self, column: str) -> Places:
        """Return the segment that each of a column's values stands in, -1 for none."""
        cell = self.cells[column]
        return np.full(len(self.places), -1) if cell is None else cell[1].all_places


def filled(
    loops: Loops,
    wanted: Mapping[str, Iterable[str] | None] | None = None,
    tables: Iterable[Table] | None = None,
) -> dict[str, Filled]:
    """Return the guide's tables, or the wanted ones with the wanted columns (None: all).

    ``tables`` are other tables than the guide's own, over its loops.
    """
    finder, page = Finder(loops), Page(loops.text)
    origin = Origin(page)
    return {
        table.name: _Columns(laid_out(table, finder, page)).ended(
            None if wanted is None else wanted[table.name], origin
        )
        for table in (loops.guide.tables.values() if tables is None else tables)
        if wanted is None or table.name in wanted
    }


@dataclass(slots=True)
class _Columns:
    """A table while it is filled, column by column."""

    rows: Rows
    cells: dict[str, Cell | None] = field(default_factory=dict)
    bad: dict[str, Places] = field(default_factory=dict)

    def ended(self, wanted: Iterable[str] | None, origin: Origin) -> Filled:
        """Return the table with where each row stands."""
        rows, kept = self.rows, None if wanted is None else set(wanted)
        made: dict[str, Made] = {
            column.name: self._column(column)
            for column in rows.table.columns
            if kept is None or column.name in kept
        }
        made.update(origin.of(rows.places))
        plain = {name: each for name, each in made.items() if isinstance(each, Values)}
        frame = frame_of(plain, len(rows))
        if len(plain) < len(made):
            others = {name: each for name, each in made.items() if isinstance(each, pl.Series)}
            frame = frame.with_columns(**others).select(list(made))
        return Filled(frame, rows.page.text, rows.places, self.cells, self.bad)

    def _column(self, column: Column) -> Made:
        made: dict[str, Callable[[Column], Made]] = {
            "row": self._row_column,
            "word": self._word_column,
            "nth": self._nth_column,
            "position": self._position_column,
            **dict.fromkeys(LISTED, self._list_column),
        }
        if column.kind in made:
            return made[column.kind](column)
        cell = self.rows.preferred(column)
        if cell is None:
            return self._blank(column)
        return self._text(column, *cell) if column.kind in _TEXTS else self._typed(column, *cell)

    def _text(self, column: Column, spans: Spans, stood: Standing) -> Made:
        page, is_upper = self.rows.page, column.kind == "code"
        if not page.is_viewable:
            spans = stood.everywhere(spans)
        values = page.texts(spans, is_upper=is_upper)
        return stood.spread(values) if isinstance(values, Values) else values

    def _typed(self, column: Column, spans: Spans, stood: Standing) -> Made:
        self.cells[column.name] = (spans, stood)
        text = self.rows.page.text
        if column.kind == "number":
            return self._numbered(column, stood.spread(counts(text, spans).column))
        typed = TYPING[column.kind](text, spans)
        self.bad[column.name] = typed.bad if stood.rows is None else stood.rows[typed.bad]
        return stood.spread(typed.column)

    def _position_column(self, _column: Column) -> Made:
        return Values(WHOLE, len(self.rows.shift), (self.rows.shift + 1,))

    def _blank(self, column: Column) -> Made:
        """Return a column of which the text holds nothing."""
        count = len(self.rows.places)
        is_there = np.zeros(count, dtype=np.bool_)
        layout = _LAYOUTS.get(column.kind, WHOLE)
        none = np.zeros(count, dtype=_BLANKS.get(layout, "i8"))
        views = (none, self.rows.page.text.raw) if layout == TEXT else (none,)
        values = Values(layout, count, views, is_there)
        if column.kind == "number":
            return self._numbered(column, values)
        if layout != TEXT:
            self.cells[column.name] = None
        return values

    def _numbered(self, column: Column, stated: Values) -> Values:
        """Give rows without a number of their own their place among their owner's."""
        owner = self.rows.owner(column.words[0][0])
        order = np.arange(len(owner))
        place = order - np.searchsorted(owner, owner, "left") + 1
        if len(owner) and np.any(np.diff(owner) < 0):
            each = pl.Series(owner).to_frame("o").select(pl.int_range(pl.len()).over("o") + 1)
            place = each.to_series().to_numpy()
        own = stated.buffers[0]
        is_own = np.greater(own, 0)
        if stated.is_there is not None:
            is_own &= stated.is_there
        return Values(WHOLE, len(owner), (np.where(is_own, own, place),))

    def _row_column(self, column: Column) -> Made:
        loops = self.rows.finder.loops
        found = np.full(len(self.rows.places), -1, dtype=np.int64)
        for loop, _ in column.words:
            starts = np.append(loops.starts(loop), -1)
            found = np.where(found < 0, starts[self.rows.owner(loop)], found)
        return Values(WHOLE, len(found), (loops.text.numbers[np.maximum(found, 0)],), found >= 0)

    def _nth_column(self, column: Column) -> Made:
        """Return which of its kind, from 1, the inner loop is within the outer."""
        loops = self.rows.finder.loops
        outer, inner = (loop for loop, _ in column.words)
        owners = loops.inside(outer, loops.starts(inner))
        own = self.rows.owner(inner)
        first = np.searchsorted(owners, owners, "left") if len(owners) else owners
        place = np.append(np.arange(len(owners)) - first + 1, 0)[own]
        return Values(WHOLE, len(place), (place,), own >= 0)

    def _word_column(self, column: Column) -> Made:
        loops = self.rows.finder.loops
        which = np.full(len(loops.numbers) + 1, -1)
        for at, (loop, _) in enumerate(column.words):
            which[loops.numbers[loop]] = at
        return words_of(
            tuple(word for _, word in column.words), which[loops.loop_numbers(self.rows.places)]
        )

    def _list_column(self, column: Column) -> Made:
        if len(column.sources) > 1 or not column.sources[0].through:
            return list_column(self.rows, column)
        values, self.cells[column.name], self.bad[column.name] = composite_column(self.rows, column)
        return values
