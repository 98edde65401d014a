"""Segments of one id under their owners: split once, picked by their first element."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from gaitbelt.edges.x12.claims import amount, elements
from gaitbelt.edges.x12.located import gathered
from gaitbelt.edges.x12.loops import first_of
from gaitbelt.edges.x12.segments import Places, Segments, code

NUMBER = r"^[+-]?(\d{1,11}(\.\d{0,3}0*)?|\.\d{1,3}0*)$"


@dataclass(frozen=True, slots=True)
class Attached:
    """Segments of one id that stand under an owner, in file order.

    ``owners`` is the owner's index, of ``count``; ``parts`` holds the wanted elements as
    e1, e2, … and, where they were typed, ``value`` beside the ``raw`` text.
    """

    qualifiers: Places
    places: Places
    owners: Places
    count: int
    parts: pl.DataFrame

    def first(self, *wanted: str, column: str) -> pl.Series:
        """Return for each owner the column of its first segment so qualified, or null.

        Of several qualifiers the earlier prevails.
        """
        found = np.full(self.count, -1, dtype=np.int64)
        for name in reversed(wanted):
            at = np.flatnonzero(self.qualifiers == code(name))
            index = first_of(at, self.owners[at], self.count)
            found = np.where(index >= 0, index, found)
        return gathered(self.parts[column], found)

    def lists(self, column: str, qualifier: str | None = None) -> pl.Series:
        """Return for each owner the column of all its segments as a list, in order."""
        kept = pl.Series(self.owners, dtype=pl.Int64).to_frame("owner")
        rows = kept.with_columns(code=self.parts[column]).filter(pl.col("code").is_not_null())
        if qualifier is not None:
            is_named = pl.Series(self.qualifiers == code(qualifier))
            rows = kept.with_columns(code=self.parts[column]).filter(
                is_named & pl.col("code").is_not_null()
            )
        return lists_of(rows, self.count)


def lists_of(rows: pl.DataFrame, count: int) -> pl.Series:
    """Return a list of codes for each of ``count`` owners from rows of owner and code."""
    grouped = rows.group_by("owner", maintain_order=True).agg("code")
    index = np.full(count, len(grouped), dtype=np.int64)
    index[grouped["owner"].to_numpy()] = np.arange(len(grouped))
    empty = pl.Series("code", [[]], dtype=pl.List(pl.String))
    return pl.concat([grouped["code"].cast(pl.List(pl.String)), empty]).gather(index)


def attached(
    segments: Segments,
    places: Places,
    owners: Places,
    count: int,
    wanted: tuple[str, ...],
    columns: tuple[int, ...],
) -> Attached:
    """Return the segments at the places that have an owner and a wanted qualifier."""
    kept = owners >= 0
    if wanted:
        qualifiers = segments.qualifiers[places]
        is_wanted = np.zeros(len(places), dtype=bool)
        for name in wanted:
            is_wanted |= qualifiers == code(name)
        kept &= is_wanted
    places, owners = places[kept], owners[kept]
    parts = elements(segments, places, *columns)
    return Attached(segments.qualifiers[places], places, owners, count, parts)


def with_days(found: Attached, raw: str) -> Attached:
    """Return the segments with the raw column read as a day in eight figures."""
    return _typed(found, raw, day(pl.col(raw)))


def with_amounts(found: Attached, raw: str) -> Attached:
    """Return the segments with the raw column read as money."""
    return _typed(found, raw, amount(pl.col(raw)))


def with_npi(found: Attached) -> Attached:
    """Return NM1 segments with their NPI, null where they carry another identifier."""
    npi = pl.when(pl.col("e8").str.to_uppercase() == "XX").then("e9")
    parts = found.parts.with_columns(npi=npi)
    return Attached(found.qualifiers, found.places, found.owners, found.count, parts)


def _typed(found: Attached, raw: str, value: pl.Expr) -> Attached:
    parts = found.parts.with_columns(raw=pl.col(raw), value=value)
    return Attached(found.qualifiers, found.places, found.owners, found.count, parts)


def day(raw: pl.Expr) -> pl.Expr:
    """Return eight figures as a date, null where they are none."""
    figures = pl.when(raw.str.contains(r"^\d{8}$")).then(raw)
    return figures.str.to_date("%Y%m%d", strict=False)


def quantity(raw: pl.Expr) -> pl.Expr:
    """Return the text as a count of three places, null where it is none."""
    return pl.when(raw.str.contains(NUMBER)).then(raw).cast(pl.Decimal(15, 3), strict=False)
