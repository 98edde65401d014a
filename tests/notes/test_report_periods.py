"""Progress-report periods, against a count by hand."""

from datetime import date, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.notes.records import FIRST, Record, days, found_on, lines, said

UNHURRIED = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
LIMIT, DELAY = 10, 7

Day = tuple[date, bool, bool]
"""A date, whether the patient is evaluated on it, and whether a report is written."""


def overdue(visits: list[Day]) -> list[date]:
    """Return the dates by hand: more than a week after the tenth treatment day of a period."""
    found, count, tenth = [], 0, FIRST
    for day, is_evaluated, is_reported in sorted(visits):
        count = 1 if is_evaluated else count + 1
        tenth = day if count == LIMIT else tenth
        if count > LIMIT and (day - tenth).days > DELAY:
            found.append(day)
        if is_reported:
            count = 0
    return found


def visit(day: date, *, is_evaluated: bool = False, is_reported: bool | None = False) -> Record:
    code = "97161" if is_evaluated else "97110"
    return {"date_of_service": day, "hcpcs_code": code, "has_progress_report": is_reported}


episodes = st.lists(
    st.tuples(
        st.integers(0, 200).map(lambda n: FIRST + timedelta(days=n)),
        st.sampled_from((False,) * 20 + (True,)),
        st.sampled_from((False,) * 12 + (True,)),
    ),
    min_size=1,
    max_size=45,
    unique_by=lambda each: each[0],
)


@UNHURRIED
@given(episodes, st.randoms(use_true_random=False))
def test_a_report_is_overdue_as_counted_by_hand(visits: list[Day], chance: Random) -> None:
    records = [visit(day, is_evaluated=first, is_reported=last) for day, first, last in visits]
    chance.shuffle(records)
    assert found_on("DOC001", lines(records)) == overdue(visits)


@UNHURRIED
@given(episodes)
def test_a_second_line_on_a_date_is_no_further_treatment_day(visits: list[Day]) -> None:
    records = [visit(day, is_evaluated=first, is_reported=last) for day, first, last in visits]
    more = [{**record, "hcpcs_code": "97140", "line_number": 2} for record in records]
    assert found_on("DOC001", lines([*records, *more])) == overdue(visits)


@pytest.mark.parametrize("count", range(8, 14))
def test_history_counts_as_if_it_were_judged(count: int) -> None:
    on = days(count, apart=8)
    records = [{**visit(day), "is_subject": day == on[-1]} for day in on]
    expected = on[-1:] if count > LIMIT else []
    assert found_on("DOC001", lines(records)) == expected


def test_another_patient_discipline_or_payer_has_a_count_of_its_own() -> None:
    records = [visit(day) for day in days(LIMIT)]
    others: list[Record] = [
        {"patient_id": "p2"},
        {"discipline": "OT", "modifiers": ["GO"]},
        {"payer": "medicare_palmetto"},
    ]
    for other in others:
        last = {**visit(days(LIMIT)[-1] + timedelta(days=DELAY + 1)), **other}
        assert found_on("DOC001", lines([*records, last])) == []


def test_an_unknown_report_is_said_to_be_missing_and_nothing_else() -> None:
    on = days(LIMIT + 1, apart=8)
    records = [visit(day) for day in on]
    records[4] = visit(on[4], is_reported=None)
    assert said("DOC001", *records) == "cannot tell"


@pytest.mark.parametrize("place", range(10))
def test_one_clinician_s_signature_anywhere_in_the_period_is_enough(place: int) -> None:
    records = [{**visit(day), "note_signers": ["assistant"]} for day in days(LIMIT)]
    assert said("DOC003", *records) == "breach"
    records[place] = {**records[place], "note_signers": ["therapist"]}
    assert said("DOC003", *records) == "clear"
