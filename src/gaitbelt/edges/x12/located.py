"""Where segments stand: under which owner, in which transaction, at which byte."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaitbelt.edges.x12.claims import elements
from gaitbelt.edges.x12.segments import Marks, Places, Segments
from gaitbelt.tables.x12_origin import X12_ORIGIN


def owner_of(places: Places, owners: Places, bounds: Places) -> Places:
    """Return which owner each place stands under, -1 where another bound comes between.

    ``owners`` and ``bounds`` are in order, and every owner is a bound.
    """
    if not len(owners):
        return np.full(len(places), -1, dtype=np.int64)
    index = np.searchsorted(owners, places, "right") - 1
    last = np.append(bounds, -1)[np.searchsorted(bounds, places, "right") - 1]
    found: Places = np.where((index >= 0) & (owners[index] == last), index, -1)
    return found


def zones(is_bound: Marks, is_owner: Marks) -> Places:
    """Return for each segment which owner it stands under, -1 where another bound is last.

    Every owner is a bound. One answer for all places, where ``owner_of`` answers for some.
    """
    count = len(is_bound)
    last = np.maximum.accumulate(np.where(is_bound, np.arange(count), -1)) if count else is_bound
    numbered = np.append(np.where(is_owner, np.cumsum(is_owner) - 1, -1), -1)
    found: Places = numbered[last]
    return found


def gathered(values: pl.Series, index: Places) -> pl.Series:
    """Return the values at the indices, null where the index is -1."""
    known = index >= 0
    if known.all() and len(values):
        return values.gather(index)
    if not len(values) or not known.any():
        return pl.Series(values.name, [None], dtype=values.dtype).new_from_index(0, len(index))
    blank = pl.Series([None], dtype=values.dtype)
    return values.gather(np.maximum(index, 0)).zip_with(pl.Series(known), blank)


@dataclass(frozen=True, slots=True)
class Origins:
    """The transactions of a chunk: where each begins, and its control numbers."""

    starts: Places
    controls: pl.DataFrame

    def of(self, segments: Segments, places: Places) -> dict[str, pl.Series]:
        """Return the origin columns of the segments at the places, the file left out."""
        index = np.searchsorted(self.starts, places, "right") - 1
        return {
            **{name: gathered(self.controls[name], index) for name in self.controls.columns},
            "source_row": pl.Series(segments.numbers[places]),
            "source_byte_offset": pl.Series(segments.offsets[places]),
        }


def origins(segments: Segments) -> Origins:
    """Return the transactions of a chunk, the carried ones too, with their numbers."""
    starts = segments.where("ST")

    def number(name: str, element: int) -> pl.Series:
        places = segments.where(name)
        index = np.searchsorted(places, starts, "right") - 1
        return gathered(elements(segments, places, element)[f"e{element}"], index)

    controls = pl.DataFrame(
        {
            "interchange_control_number": number("ISA", 13),
            "group_control_number": number("GS", 6),
            "transaction_control_number": number("ST", 2),
            "transaction_row": pl.Series(segments.numbers[starts], dtype=pl.Int64),
        }
    )
    return Origins(starts, controls)


def shaped(
    rows: pl.DataFrame, shape: dict[str, pl.DataType], file_name: str | None = None
) -> pl.DataFrame:
    """Return the rows with the shape's columns in order, null where a column is absent."""
    return rows.select(
        pl.lit(file_name, dtype=pl.String).alias(name)
        if name == "source_file"
        else pl.col(name).cast(dtype)
        if name in rows.columns
        else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in shape.items()
    )


ORIGIN_COLUMNS = tuple(name for name in X12_ORIGIN if name != "source_file")
