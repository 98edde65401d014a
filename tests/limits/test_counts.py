"""Visits and units are counted by date, whatever stands around the lines."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from tests.limits.claims import Line, frame, is_found, line

FIRST = date(2025, 11, 1)
COUNTS = frozenset({"THR007", "THR008", "THR009", "THR010", "THR016"})
VISITS, UNITS, LIMIT = 3, 6, 4
MANY = 300
"""Lines above which frames are judged, not rows."""

offsets = st.lists(st.integers(0, 120), min_size=1, max_size=14)


def visits(days: list[int], **more: Any) -> list[Line]:  # noqa: ANN401 (columns)
    """Return a line on each day, under one authorization and one visit limit."""
    return [
        line(
            date_of_service=FIRST + timedelta(days=day),
            claim_id=f"c{day}",
            unit_count=1 + day % 2,
            prior_authorization_number=f"a{day % 2}",
            authorized_visits=VISITS,
            authorized_units=UNITS,
            authorized_from=FIRST,
            authorized_through=FIRST + timedelta(days=90),
            plan_visit_limit=LIMIT,
            **more,
        )
        for day in days
    ]


def findings(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what the counting rules find, without what only a file tells."""
    judged = judge(lines, load_rulebook(), load_policy(), load_reference(), only=COUNTS)
    return judged.findings.select(
        "rule_code", "outcome", "message", "patient_id", "date_of_service"
    )


def days_with(code: str, lines: pl.DataFrame) -> set[date]:
    found = findings(lines).filter(pl.col("rule_code") == code)
    return set(found["date_of_service"])


@settings(max_examples=40, deadline=None)
@given(offsets)
def test_dates_beyond_the_limits_are_those_that_counting_by_hand_finds(days: list[int]) -> None:
    lines = frame(*visits(days))
    on = sorted({FIRST + timedelta(days=day) for day in days})
    of_year: dict[int, list[date]] = defaultdict(list)
    under: dict[int, list[date]] = defaultdict(list)
    for day in on:
        of_year[day.year].append(day)
        under[(day - FIRST).days % 2].append(day)
    assert days_with("THR007", lines) == {day for each in of_year.values() for day in each[LIMIT:]}
    assert days_with("THR008", lines) == {day for each in under.values() for day in each[VISITS:]}
    past = set()
    for odd, each in under.items():
        so_far = 0
        for day in each:
            so_far += (1 + odd) * days.count((day - FIRST).days)
            past |= {day} if so_far > UNITS else set()
    assert days_with("THR009", lines) == past
    assert days_with("THR010", lines) == {day for day in on if (day - FIRST).days > 90}


@settings(max_examples=25, deadline=None)
@given(offsets, st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(days: list[int], chance: Any) -> None:  # noqa: ANN401
    lines = frame(*visits(days))
    rows = lines.rows(named=True)
    chance.shuffle(rows)
    assert findings(pl.DataFrame(rows, schema=lines.schema)).equals(findings(lines))


@settings(max_examples=15, deadline=None)
@given(offsets)
def test_a_patient_among_many_is_found_as_alone(days: list[int]) -> None:
    own = frame(*visits(days))
    others = frame(*(each for n in range(MANY) for each in visits([3, 5], patient_id=f"q{n}")))
    together = pl.concat([others, own])
    assert together.height > MANY
    among = findings(together).filter(pl.col("patient_id") == "p1")
    assert among.equals(findings(own))


def test_history_is_counted_and_not_judged() -> None:
    days = [0, 2, 4, 6, 8, 10, 12]
    own = visits(days)
    asked = [*({**each, "is_subject": False} for each in own[:-1]), own[-1]]
    asked = [{"is_subject": True, **each} for each in asked]
    found = findings(frame(*asked))
    assert set(found["date_of_service"]) == {FIRST + timedelta(days=12)}


def test_another_payer_does_not_use_up_the_visits() -> None:
    days = [0, 2, 4]
    own = visits(days[:2], payer="commercial") + visits(days[2:], payer="cigna")
    assert not is_found("THR007", *({**each, "plan_visit_limit": 2} for each in own))


def test_a_file_without_the_columns_is_not_asked() -> None:
    judged = judge(frame(line()), load_rulebook(), load_policy(), load_reference())
    unasked = set(judged.not_asked["rule_code"])
    assert {f"THR{number:03}" for number in (7, 8, 9, 10, 11, 12, 13)} <= unasked
    assert not any(code.startswith("THR") for code in judged.findings["rule_code"])


def test_a_complete_visit_under_its_authorization_has_no_finding() -> None:
    (visit,) = visits([0])
    whole = {
        **visit,
        "is_authorization_required": True,
        "authorized_disciplines": ["pt"],
        "authorized_codes": ["97110"],
        "visit_limit_disciplines": ["pt", "ot"],
        "plan_visit_limit": 30,
        "benefit_year_starts_on": date(2025, 1, 1),
    }
    judged = judge(frame(whole), load_rulebook(), load_policy(), load_reference())
    assert not any(code.startswith(("THR", "PAY")) for code in judged.findings["rule_code"])


def test_a_benefit_year_begins_on_its_month_and_day_in_every_year() -> None:
    start = date(2024, 7, 1)
    for year in (2025, 2026):
        last, first = date(year, 6, 30), date(year, 7, 1)
        two = [
            line(date_of_service=day, plan_visit_limit=1, benefit_year_starts_on=start)
            for day in (last, first)
        ]
        assert not is_found("THR007", *two)
        same_year = [{**each, "benefit_year_starts_on": date(2024, 6, 30)} for each in two]
        assert is_found("THR007", *same_year)


def california(count: int, **more: Any) -> list[Line]:  # noqa: ANN401 (columns)
    """Return visits for one injury at work in California, the last of them judged."""
    given = {"payer": "california_wc", "injury_date": date(2025, 11, 3), **more}
    days = [date(2026, 1, 1) + timedelta(days=place) for place in range(count)]
    own = [line(date_of_service=day, is_subject=False, **given) for day in days]
    return [*own[:-1], {**own[-1], "is_subject": True}]


def test_an_injury_gives_twenty_four_visits_and_more_only_in_writing() -> None:
    # Cal. Labor Code § 4604.5(c)
    blank: dict[str, Any] = {"prior_authorization_number": None}
    assert not is_found("THR017", *california(24, **blank))
    assert is_found("THR017", *california(25, **blank))
    assert not is_found("THR017", *california(25, prior_authorization_number="a1"))
    before_the_law = {**blank, "injury_date": date(2003, 12, 31)}
    assert not is_found("THR017", *california(25, **before_the_law))
    from_the_law = {**blank, "injury_date": date(2004, 1, 1)}
    assert is_found("THR017", *california(25, **from_the_law))
    other = [{**each, "injury_date": date(2025, 5, 5)} for each in california(24, **blank)]
    assert not is_found("THR017", *other, *california(1, **blank))
