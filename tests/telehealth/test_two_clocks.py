"""Telehealth by therapists day by day: both lapses, their cures, and what was known when."""

from datetime import date, timedelta

import polars as pl
import pytest

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.policy import value
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import OUTCOMES

LAW = load_law()
FIRST_ACT, SECOND_ACT = date(2025, 11, 12), date(2026, 2, 3)
LAPSES = (
    (date(2025, 10, 1), date(2025, 11, 12), FIRST_ACT),
    (date(2026, 1, 31), date(2026, 2, 3), SECOND_ACT),
)


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def outcomes(on: list[date], known_on: date | None) -> list[str]:
    """Return what TEL001 says of one telehealth line on each day, in order."""
    lines = pl.DataFrame(
        {
            "claim_id": [each.isoformat() for each in on],
            "patient_id": ["p1"] * len(on),
            "date_of_service": on,
            "payer": ["medicare"] * len(on),
            "discipline": ["PT"] * len(on),
            "setting": ["practitioner"] * len(on),
            "hcpcs_code": ["97110"] * len(on),
            "modifiers": [["GP", "95"]] * len(on),
        }
    )
    law = (LAW.rulebook, LAW.policy, LAW.reference)
    only = frozenset({"TEL001"})
    found = judge(lines, *law, known_on, outcomes=OUTCOMES, only=only).findings
    return found.sort("date_of_service")["outcome"].to_list()


@pytest.mark.parametrize(("first", "last", "act"), LAPSES)
def test_a_lapse_is_found_until_the_act_that_cures_it(first: date, last: date, act: date) -> None:
    lapsed = days(first, last)
    the_day_before = act - timedelta(days=1)
    assert set(outcomes(lapsed, the_day_before)) == {"breach"}
    assert set(outcomes(lapsed, act)) == {"clear"}
    assert set(outcomes(lapsed, None)) == {"clear"}


@pytest.mark.parametrize(("first", "last", "act"), LAPSES)
def test_the_day_before_a_lapse_was_never_in_doubt(first: date, last: date, act: date) -> None:
    assert last >= first
    assert outcomes([first - timedelta(days=1)], act - timedelta(days=1)) == ["clear"]


def test_what_was_published_says_the_same_as_the_rule() -> None:
    for on in days(date(2025, 9, 28), date(2026, 2, 8)):
        row = value("medicare", "telehealth_by_therapists", on)
        assert row is not None
        assert row.value is True


def test_every_day_from_march_2020_through_2027_is_covered_and_none_after() -> None:
    covered = outcomes(days(date(2020, 3, 1), date(2027, 12, 31)), None)
    assert set(covered) == {"clear"}
    assert set(outcomes(days(date(2028, 1, 1), date(2028, 3, 1)), None)) == {"breach"}


def test_before_the_authority_nothing_is_asked() -> None:
    assert outcomes([date(2020, 2, 29)], None) == []
