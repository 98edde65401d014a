"""Numbering the groups of lines that belong together, without sorting any text."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from gaitbelt.methods.pricing.ranking import Flags, Ints

Hashes = np.ndarray[tuple[int], np.dtype[np.uint64]]
_SEEDS = (1, 2)
_ODD = tuple(np.uint64(each) for each in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F))
"""Odd numbers by which parts of a key are spread over 64 bits before they are added."""


@dataclass(frozen=True, slots=True)
class Named:
    """Two independent hashes of each line's name, and whether it has one."""

    hashes: tuple[Hashes, ...]
    is_known: Flags


def named_hash(columns: Sequence[pl.Series], size: int) -> Named:
    """Return the hashes of each line's first name among columns; all alike without any."""
    hashes = tuple(np.zeros(size, dtype=np.uint64) for _ in _SEEDS)
    is_known = np.full(size, not columns, dtype=np.bool_)
    for number, column in enumerate(columns):
        is_new = column.is_not_null().to_numpy() & ~is_known
        if not is_new.any():
            continue
        text = column.cast(pl.String)
        hashes = tuple(
            np.where(is_new, text.hash(seed + 2 * number).to_numpy(), before)
            for seed, before in zip(_SEEDS, hashes, strict=True)
        )
        is_known |= is_new
    return Named(hashes, is_known)


def dense(names: Sequence[tuple[Hashes, ...]], numbers: Sequence[Ints]) -> Ints:
    """Return the group of each line, 0, 1, …: lines alike in every name and number.

    Groups are found by one 64-bit hash and confirmed by another that knows nothing of it;
    should two groups ever share the first, both hashes together part them.
    """
    size = names[0][0].size
    first, second = (_mixed([each[at] for each in names], numbers, size) for at in (0, 1))
    _, start, group = np.unique(first, return_index=True, return_inverse=True)
    if (second[start][group] == second).all():
        return np.asarray(group, dtype=np.int64)
    both = np.stack([first, second], axis=1)
    _, group = np.unique(both, axis=0, return_inverse=True)
    return np.asarray(group, dtype=np.int64).reshape(-1)


def _mixed(names: Sequence[Hashes], numbers: Sequence[Ints], size: int) -> Hashes:
    answer = np.zeros(size, dtype=np.uint64)
    for part in (*names, *(each.astype(np.uint64) for each in numbers)):
        answer = (answer ^ (answer >> np.uint64(29))) * _ODD[0] + part * _ODD[1]
    return answer
