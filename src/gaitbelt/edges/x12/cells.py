"""What tables are filled with: where values stand, their text, and where a row stands."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gaitbelt.edges.x12.columns import WHOLE, Values
from gaitbelt.edges.x12.text import Parts, Places, Spans, Text
from gaitbelt.edges.x12.values import strings
from gaitbelt.edges.x12.views import are_viewable, texts
from gaitbelt.tables.x12_origin import X12_ORIGIN

_FEW, _MOST_AT_ONCE = 4, 24


class Page:
    """A text whose values become columns, in views where it can be read where it stands."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.is_viewable = are_viewable(text)
        self.is_ascii = self.is_viewable and text.data.isascii()

    def texts(self, spans: Spans, *, is_upper: bool) -> Values | pl.Series:
        """Return values as text, null where they are empty."""
        if self.is_viewable:
            return texts(self.text, spans, is_upper=is_upper)
        return strings(self.text, spans, np.full(len(spans.begins), is_upper))


@dataclass(slots=True)
class Standing:
    """The segments that a table's rows take values from.

    ``rows`` are those that have one, None where all have, and ``places`` their segments; of
    ``count`` rows. ``least`` and ``most`` are the fewest and most elements of a segment.
    """

    text: Text
    count: int
    rows: Places | None
    places: Places
    first: Places
    last: Places
    least: int
    most: int
    marks: dict[int, Places] = field(default_factory=dict)
    composites: dict[int, Parts] = field(default_factory=dict)

    def _mark(self, number: int) -> Places:
        if number not in self.marks:
            is_worth = len(self.marks) >= _FEW and self.most < _MOST_AT_ONCE
            window = self._window() if is_worth else None
            if window is None:
                at = self.first + number if number else self.first
                if number > self.least:
                    at = np.minimum(at, self.last)
                self.marks[number] = self.text.marks[at].astype(np.int64)
            else:
                self.marks.update(window)
        return self.marks[number]

    def _window(self) -> dict[int, Places] | None:
        """Return all separators of the segments, which stand beside each other, in one look."""
        marks, count = self.text.marks, self.most + 1
        if len(marks) < count:
            return None
        size = count * marks.itemsize
        every = np.ndarray((len(marks) - count + 1,), f"V{size}", marks, strides=(marks.itemsize,))
        begins = np.minimum(self.first, len(every) - 1)
        found = every[begins].view(marks.dtype).reshape(-1, count)
        late = np.flatnonzero(begins < self.first)
        steps = np.arange(count)
        found[late] = marks[np.minimum(self.first[late, None] + steps, self.last[late, None])]
        if self.least == self.most:
            return {step: found[:, step].astype(np.int64) for step in steps.tolist()}
        ends = found[np.arange(len(found)), self.last - self.first]
        return {step: np.minimum(found[:, step], ends).astype(np.int64) for step in steps.tolist()}

    def element(self, position: int) -> Spans | None:
        """Return an element of the segments, None where none has it."""
        if position > self.most:
            return None
        begins, ends = self._mark(position - 1) + 1, self._mark(position)
        if position > self.least:
            ends = np.maximum(ends, begins)
        elif not self.text.is_tidy:
            ends = ends.copy()
        return self.text.trimmed(begins, ends)

    def parts(self, position: int) -> Parts | None:
        """Return a composite element of the segments, to be taken apart."""
        if position not in self.composites:
            whole = self.element(position)
            if whole is None:
                return None
            self.composites[position] = self.text.parts(whole)
        return self.composites[position]

    def component(self, position: int, component: int) -> Spans | None:
        """Return a component of the segments, or the element where ``component`` is 0."""
        if not component:
            return self.element(position)
        parts = self.parts(position)
        return None if parts is None else parts.part(component)

    def moved(self, position: int, shift: Places) -> Spans:
        """Return of each segment the element that is ``shift`` places on."""
        at = self.first + (shift + (position - 1))
        begins = self.text.marks[np.minimum(at, self.last)].astype(np.int64) + 1
        ends = self.text.marks[np.minimum(at + 1, self.last)].astype(np.int64)
        return self.text.trimmed(begins, np.maximum(ends, begins))

    def spread(self, values: Values) -> Values:
        """Return values of the segments as values of the rows."""
        return values if self.rows is None else values.spread(self.rows, self.count)

    def everywhere(self, spans: Spans) -> Spans:
        """Return values of the segments for all rows, empty where a row has no segment."""
        if self.rows is None:
            return spans
        begins, ends = np.zeros((2, self.count), dtype=np.int64)
        begins[self.rows], ends[self.rows] = spans.begins, spans.ends
        return Spans(begins, ends)

    @property
    def all_places(self) -> Places:
        """The segment of each row, -1 where it has none."""
        if self.rows is None:
            return self.places
        places = np.full(self.count, -1, dtype=np.int64)
        places[self.rows] = self.places
        return places


def standing(text: Text, places: Places) -> Standing | None:
    """Return the segments that rows take values from; -1 is none; None where all are."""
    rows = None
    count = len(places)
    is_there = places >= 0
    if not is_there.all():
        rows = np.flatnonzero(is_there)
        places = places[rows]
    if not len(places):
        return None
    first, last = text.first[places], text.last[places]
    sizes = last - first
    least, most = int(sizes.min()), int(sizes.max())
    return Standing(text, count, rows, places, first, last, least, most)


def repetition_sign(text: Text) -> str:
    """Return what parts the repetitions of an element, empty where the ISA names nothing."""
    sign = strings(text, text.element(text.where("ISA")[-1:], 11)).to_list()
    return sign[0] if sign and sign[0] and not sign[0].isalnum() else ""


def repeated(values: pl.Series, rows: Places, sign: str) -> tuple[pl.Series, Places]:
    """Return the values with each repetition a value of its own."""
    if not sign or not values.str.contains(sign, literal=True).any():
        return values, rows
    parts = pl.DataFrame({"row": rows, "value": values.str.split(sign)}).explode("value")
    kept = parts.with_columns(pl.col("value").str.strip_chars()).filter(pl.col("value") != "")
    return kept["value"], kept["row"].to_numpy()


class Origin:
    """The transactions of a text: where each begins, and its control numbers."""

    def __init__(self, page: Page) -> None:
        self.page, self.text = page, page.text
        self.starts = self.text.where("ST")
        places = [("ISA", 13), ("GS", 6), ("ST", 2)]
        self.numbers = [self._number(*each) for each in places]

    def _number(self, name: str, position: int) -> Values | pl.Series:
        places = self.text.where(name)
        index = np.append(places, -1)[np.searchsorted(places, self.starts, "right") - 1]
        return self.page.texts(self.text.element(index, position), is_upper=False)

    def of(self, places: Places) -> dict[str, Values | pl.Series]:
        """Return the origin columns of the segments at the places, the file left out."""
        index = np.searchsorted(self.starts, places, "right") - 1
        rows = self.text.numbers[self.starts[index] if len(self.starts) else places]
        named = [
            each if not len(each) else each.gather(index)
            if isinstance(each, pl.Series) else each.take(index)
            for each in self.numbers
        ]  # fmt: skip
        own = [rows, self.text.numbers[places], self.text.offsets[places]]
        whole = [Values(WHOLE, len(places), (each,)) for each in own]
        return dict(zip(list(X12_ORIGIN)[1:], [*named, *whole], strict=True))
