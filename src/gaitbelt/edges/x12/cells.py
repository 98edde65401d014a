"""What tables are filled with: text cut out in one go, repetitions, and where a row stands."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gaitbelt.edges.x12.text import Places, Spans, Text
from gaitbelt.edges.x12.values import strings
from gaitbelt.tables.x12_origin import X12_ORIGIN


@dataclass(slots=True)
class Pool:
    """Text values of all tables, cut out of the text in one go."""

    text: Text
    spans: list[Spans] = field(default_factory=list)
    is_upper: list[bool] = field(default_factory=list)

    def add(self, spans: Spans, *, is_upper: bool) -> int:
        """Take values to be cut, and return their number among all."""
        self.spans.append(spans)
        self.is_upper.append(is_upper)
        return len(self.spans) - 1

    def cut(self) -> list[pl.Series]:
        """Return the values taken, each array as one series."""
        if not self.spans:
            return []
        sizes = [len(each.begins) for each in self.spans]
        every = Spans(
            np.concatenate([each.begins for each in self.spans]),
            np.concatenate([each.ends for each in self.spans]),
        )
        values = strings(self.text, every, np.repeat(np.array(self.is_upper), sizes))
        ends = np.cumsum(sizes).tolist()
        return [values.slice(end - size, size) for end, size in zip(ends, sizes, strict=True)]


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


def moved(text: Text, places: Places, position: int, shift: Places) -> Spans:
    """Return of each segment the element that is ``shift`` places on."""
    begins = np.zeros(len(places), dtype=np.int64)
    ends = begins.copy()
    for step in np.unique(shift).tolist():
        rows = np.flatnonzero(shift == step)
        spans = text.element(places[rows], position + step)
        begins[rows], ends[rows] = spans.begins, spans.ends
    return Spans(begins, ends)


class Origin:
    """The transactions of a text: where each begins, and its control numbers."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.starts = text.where("ST")
        places = [("ISA", 13), ("GS", 6), ("ST", 2)]
        self.numbers = [self._number(*each) for each in places]

    def _number(self, name: str, position: int) -> pl.Series:
        places = self.text.where(name)
        index = np.append(places, -1)[np.searchsorted(places, self.starts, "right") - 1]
        return strings(self.text, self.text.element(index, position))

    def of(self, places: Places) -> dict[str, pl.Series]:
        """Return the origin columns of the segments at the places, the file left out."""
        index = np.searchsorted(self.starts, places, "right") - 1
        rows = pl.Series(self.text.numbers[self.starts[index]] if len(self.starts) else places)
        named = [each.gather(index) if len(each) else each for each in self.numbers]
        names = list(X12_ORIGIN)[1:]
        own = [pl.Series(self.text.numbers[places]), pl.Series(self.text.offsets[places])]
        own = [each.cast(pl.Int64) for each in own]
        return dict(zip(names, [*named, rows, *own], strict=True))
