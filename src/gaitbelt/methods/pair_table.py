"""A table of NCCI pairs, numbered once, of which the few that some lines can meet are taken.

CMS's whole table has more than a million pairs; a file of claims holds a few hundred codes.
"""

from collections.abc import Container, Iterable
from itertools import combinations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

SMALL = 20_000
"""Up to this many pairs a table is taken as it is."""

FEW_CODES = 40
"""Up to this many codes their pairs are searched for one by one."""

MOST_KEPT = 4
MOST_REMEMBERED = 100_000

_SIDES = ("column_one", "column_two")


class PairTable(NamedTuple):
    """A table of pairs and its codes as numbers.

    ``one`` and ``two``: the codes of each row; ``keys``: both in order, as one number,
    sorted; ``order``: the row of each key.
    """

    edits: pl.DataFrame
    numbers: dict[str, int]
    one: npt.NDArray[np.int32]
    two: npt.NDArray[np.int32]
    keys: npt.NDArray[np.int64]
    order: npt.NDArray[np.int32]

    def rows_of(self, low: str, high: str) -> npt.NDArray[np.int32]:
        """Return the rows of two codes, whichever of them is in column one."""
        first, second = self.numbers.get(low), self.numbers.get(high)
        if first is None or second is None:
            return self.order[:0]
        key = min(first, second) * len(self.numbers) + max(first, second)
        start, end = np.searchsorted(self.keys, (key, key + 1))
        return self.order[start:end]

    def among(self, codes: Iterable[str]) -> pl.DataFrame:
        """Return the rows of which both codes are among some."""
        held = sorted({code for code in codes if code in self.numbers})
        if len(held) <= FEW_CODES:
            rows = [self.rows_of(*pair) for pair in combinations(held, 2)]
            found = np.sort(np.concatenate(rows)) if rows else self.order[:0]
        else:
            is_held = np.zeros(len(self.numbers), np.bool_)
            is_held[[self.numbers[code] for code in held]] = True
            found = np.flatnonzero(is_held[self.one] & is_held[self.two]).astype(np.int32)
        return self.edits[found]


_KEPT: dict[int, PairTable] = {}


def pair_table(edits: pl.DataFrame) -> PairTable:
    """Return a table numbered; the last few tables are kept alive by it."""
    held = _KEPT.get(id(edits))
    if held is None:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        held = _numbered(edits)
        _KEPT[id(edits)] = held
    return held


def among(edits: pl.DataFrame, codes: Iterable[str | None]) -> pl.DataFrame:
    """Return the pairs that lines of some codes can meet; a small table as it is."""
    if edits.height <= SMALL:
        return edits
    return pair_table(edits).among(code for code in codes if code is not None)


def named_pairs(edits: pl.DataFrame) -> Container[tuple[str, str]]:
    """Return the pairs of a table, each in order; those of a large one are searched for."""
    if edits.height > SMALL:
        return _Searched(pair_table(edits))
    pairs = edits.select(
        pl.min_horizontal(*_SIDES).alias("low"), pl.max_horizontal(*_SIDES).alias("high")
    )
    return frozenset(pairs.rows())


class _Searched:
    """The pairs of a large table, each looked for once."""

    def __init__(self, table: PairTable) -> None:
        self._table = table
        self._found: dict[object, bool] = {}

    def __contains__(self, pair: object) -> bool:
        known = self._found.get(pair)
        if known is None and isinstance(pair, tuple):
            if len(self._found) > MOST_REMEMBERED:
                self._found.clear()
            known = self._found[pair] = len(self._table.rows_of(*pair)) > 0
        return bool(known)


def _numbered(edits: pl.DataFrame) -> PairTable:
    both = pl.concat([edits[name].cast(pl.String) for name in _SIDES])
    names = pl.Enum(both.unique().drop_nulls().sort())
    one, two = (
        edits[name].cast(pl.String).cast(names).to_physical().to_numpy().astype(np.int32)
        for name in _SIDES
    )
    size = len(names.categories)
    keys = np.minimum(one, two).astype(np.int64) * size + np.maximum(one, two)
    order = np.argsort(keys, kind="stable").astype(np.int32)
    numbers = {code: number for number, code in enumerate(names.categories)}
    return PairTable(edits, numbers, one, two, keys[order], order)
