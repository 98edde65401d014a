"""Columns as arrays, for the facts that kernels make."""

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

FEW = 250
"""Values up to which a list is faster than a call of the frame library."""


def numbers(column: pl.Series, default: int) -> NDArray[Any]:  # Any: of the column's type
    """Return a column of numbers, dates or booleans as an array, nulls as the default."""
    if not column.null_count():
        return column.to_numpy()
    if column.len() > FEW:
        return column.fill_null(default).to_numpy()
    told = [default if value is None else value for value in column.to_list()]
    return np.array(told, dtype=column.head(0).to_numpy().dtype)


def whole_numbers(column: pl.Series, default: int) -> NDArray[np.int64]:
    """Return a column of whole numbers as 64-bit integers, nulls as the default."""
    found: NDArray[np.int64] = numbers(column, default).astype(np.int64, copy=False)
    return found


def nulls(column: pl.Series) -> NDArray[np.bool_]:
    """Return where a column is null."""
    if not column.null_count():
        return np.zeros(column.len(), dtype=np.bool_)
    return column.is_null().to_numpy()
