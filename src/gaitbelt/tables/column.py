"""The column: its type, what it means, and the words it may hold."""

from dataclasses import dataclass

import polars as pl

TEXT = pl.String()
DAY = pl.Date()
NUMBER = pl.Int64()
YES_NO = pl.Boolean()
WORDS = pl.List(pl.String())

MONEY = pl.Decimal(12, 2)
"""Every amount of money, in dollars with two places."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the tabular contract that need not be there.

    ``words`` are all that a cell, or each part of a list, may hold; none means any text.
    """

    dtype: pl.DataType
    meaning: str
    words: tuple[str, ...] = ()
