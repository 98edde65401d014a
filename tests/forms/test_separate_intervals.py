"""Whether times of two codes are apart: the rule's frames and the plain function agree."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.methods.separate_intervals import BLOCK, Interval, in_turn, separation
from tests.forms.claims import findings

NINE = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 (clinics write local times)


def at(begins: int, length: int) -> Interval:
    """Return an interval that begins so many minutes after nine and lasts so long."""
    start = NINE + timedelta(minutes=begins)
    return start, start + timedelta(minutes=length)


INTERVALS = st.lists(
    st.tuples(st.integers(0, 45), st.integers(1, 20)).map(lambda each: at(*each)),
    min_size=1,
    max_size=3,
)


def test_one_after_the_other_is_apart() -> None:
    assert separation([at(0, 15)], [at(15, 15)]).is_in_separate_blocks


def test_times_that_overlap_are_not_apart() -> None:
    told = separation([at(0, 15)], [at(10, 15)])
    assert told.overlapping == timedelta(minutes=5)
    assert not told.is_in_separate_blocks


def test_two_codes_within_one_block_are_not_apart() -> None:
    told = separation([at(0, 7)], [at(7, 8)])
    assert told.is_in_one_block
    assert not told.is_in_separate_blocks


def test_a_minute_more_than_one_block_is_apart() -> None:
    assert separation([at(0, 8)], [at(8, 8)]).span == BLOCK + timedelta(minutes=1)
    assert separation([at(0, 8)], [at(8, 8)]).is_in_separate_blocks


def test_a_code_may_be_split_around_another() -> None:
    times = in_turn(NINE, [("97140", 10), ("97530", 15), ("97140", 5)])
    assert times["97140"] == [at(0, 10), at(25, 5)]
    assert separation(times["97140"], times["97530"]).is_in_separate_blocks


def test_a_code_without_times_is_refused() -> None:
    with pytest.raises(ImpossibleInput, match="no recorded times"):
        separation([], [at(0, 15)])


def test_an_end_before_its_start_is_refused() -> None:
    with pytest.raises(ImpossibleInput, match="ends at 08:50 before it begins at 09:00"):
        separation([at(0, -10)], [at(0, 15)])


@given(INTERVALS, INTERVALS)
def test_neither_code_comes_first(one: list[Interval], other: list[Interval]) -> None:
    assert separation(one, other) == separation(other, one)


@given(INTERVALS, INTERVALS)
@settings(max_examples=40, deadline=None, derandomize=True)
def test_the_rule_says_what_the_method_says(one: list[Interval], other: list[Interval]) -> None:
    rows: list[dict[str, object]] = [
        {
            "claim_id": "c1",
            "patient_id": "p1",
            "line_number": number,
            "date_of_service": date(2026, 3, 2),
            "payer": "medicare",
            "discipline": "PT",
            "hcpcs_code": code,
            "modifiers": modifiers,
            "started_at": start,
            "ended_at": end,
            "minutes": (end - start).seconds // 60,
        }
        for code, modifiers, intervals in (
            ("97140", ["GP", "59"], one),
            ("97530", ["GP"], other),
        )
        for number, (start, end) in enumerate(intervals, 1)
    ]
    found = findings(rows, ("MOD019",)).filter(outcome="breach")
    expected = 0 if separation(one, other).is_in_separate_blocks else len(one)
    assert found.height == expected
