"""A large table of pairs is searched; what is found is what reading every row finds."""

from collections.abc import Iterable

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.library.tables import load_reference
from gaitbelt.methods import pair_table

EDITS = load_reference().ptp_edits
SIDES = ("column_one", "column_two")
CODES = sorted({code for side in SIDES for code in EDITS[side].cast(pl.String)})
UNKNOWN = ("00000", "99213", "ZZZZZ")

some_codes = st.sets(st.sampled_from([*CODES, *UNKNOWN]), max_size=12)


def read(codes: Iterable[str]) -> list[tuple[object, ...]]:
    """Return the rows of which both codes are asked about, by reading all."""
    asked = list(codes)
    return EDITS.filter(pl.col(side).cast(pl.String).is_in(asked) for side in SIDES).rows()


@given(some_codes)
@settings(max_examples=100, deadline=None)
def test_a_large_table_is_searched_for_the_rows_that_reading_finds(codes: set[str]) -> None:
    for most in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(pair_table, "SMALL", 0)
            patch.setattr(pair_table, "FEW_CODES", most)
            assert pair_table.among(EDITS, codes).rows() == read(codes)


@given(st.sampled_from([*CODES, *UNKNOWN]), st.sampled_from([*CODES, *UNKNOWN]))
@settings(max_examples=200, deadline=None)
def test_a_pair_is_named_where_some_row_has_both_codes(one: str, two: str) -> None:
    pair = (min(one, two), max(one, two))
    is_held = any({row[0], row[1]} == {one, two} for row in read({one, two}))
    assert (pair in pair_table.named_pairs(EDITS)) == is_held
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_table, "SMALL", 0)
        assert (pair in pair_table.named_pairs(EDITS)) == is_held


def test_every_pair_of_the_table_is_named() -> None:
    pairs = {(min(row[:2]), max(row[:2])) for row in EDITS.select(SIDES).rows()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pair_table, "SMALL", 0)
        held = pair_table.named_pairs(EDITS)
    assert [pair for pair in sorted(pairs) if pair not in held] == []
