"""The supervision an assistant needs, day by day and level by level."""

from datetime import date

import pytest

from gaitbelt.facts.supervision import LEVELS
from gaitbelt.library import policy
from gaitbelt.tables.supervision import SUPERVISION
from tests.notes.records import said

ASSISTANT = {"furnished_by": "assistant"}
CLEAR, BREACH = "clear", "breach"


def level_said(level: str, day: date, **line: object) -> str:
    return said("SUP002", {**ASSISTANT, "supervision_level": level, "date_of_service": day, **line})


def test_the_levels_are_the_words_of_the_column() -> None:
    assert set(LEVELS) == set(SUPERVISION["supervision_level"].words)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2019, 12, 31), BREACH), (date(2024, 12, 31), BREACH), (date(2025, 1, 1), CLEAR)],
)
def test_general_supervision_is_enough_in_private_practice_from_2025(
    day: date, outcome: str
) -> None:
    assert level_said("general", day) == outcome
    assert level_said("direct", day) == "clear"


@pytest.mark.parametrize("setting", ["outpatient", "critical_access_hospital"])
@pytest.mark.parametrize("year", range(2015, 2027))
def test_general_supervision_was_always_enough_in_an_institution(setting: str, year: int) -> None:
    assert level_said("general", date(year, 6, 1), setting=setting) == "clear"
    assert level_said("none", date(year, 6, 1), setting=setting) == "breach"


@pytest.mark.parametrize("day", [date(2019, 6, 3), date(2022, 6, 1), date(2026, 3, 2)])
@pytest.mark.parametrize("setting", ["practitioner", "outpatient"])
def test_stronger_supervision_is_never_found_where_weaker_is_not(day: date, setting: str) -> None:
    outcomes = [level_said(level, day, setting=setting) for level in LEVELS]
    assert outcomes == sorted(outcomes)


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2023, 12, 31), BREACH), (date(2024, 1, 1), CLEAR), (date(2025, 1, 1), CLEAR)],
)
def test_monitoring_needs_general_supervision_only_from_2024(day: date, outcome: str) -> None:
    assert level_said("general", day, hcpcs_code="98980") == outcome


@pytest.mark.parametrize(
    ("day", "outcome"),
    [(date(2020, 2, 29), BREACH), (date(2020, 3, 1), CLEAR), (date(2024, 12, 31), CLEAR)],
)
def test_presence_by_picture_and_sound_counted_in_the_emergency(day: date, outcome: str) -> None:
    assert level_said("virtual", day) == outcome


def test_minutes_of_an_assistant_alone_need_supervision_too() -> None:
    line = {"furnished_by": "therapist", "assistant_minutes": 8, "supervision_level": "none"}
    assert said("SUP002", {**line, "date_of_service": date(2026, 3, 2)}) == "breach"


@pytest.mark.parametrize(
    ("payer", "name", "day", "expected"),
    [
        ("medicare", "assistant_supervision_practitioner", date(2024, 12, 31), "direct"),
        ("medicare", "assistant_supervision_practitioner", date(2025, 1, 1), "general"),
        ("medicare_palmetto", "assistant_supervision_institution", date(2019, 1, 1), "general"),
        ("tricare", "assistant_supervision_practitioner", date(2020, 4, 16), "direct"),
        ("tricare", "assistant_services_payable", date(2020, 4, 15), False),
        ("tricare", "assistant_services_payable", date(2020, 4, 16), True),
        ("medicare", "assistant_maintenance_therapy", date(2019, 12, 31), False),
        ("medicare", "assistant_maintenance_therapy", date(2021, 1, 1), True),
    ],
)
def test_a_published_value_holds_on_its_days(
    payer: str, name: str, day: date, expected: object
) -> None:
    row = policy.value(payer, name, day)
    assert row is not None
    assert row.value == expected


@pytest.mark.parametrize(
    ("payer", "name", "day"),
    [
        ("medicare", "assistant_maintenance_therapy", date(2020, 6, 1)),
        ("tricare", "assistant_supervision_practitioner", date(2020, 4, 15)),
        ("commercial", "assistant_supervision_practitioner", date(2026, 3, 2)),
    ],
)
def test_no_value_is_made_up_where_none_was_found(payer: str, name: str, day: date) -> None:
    assert policy.value(payer, name, day) is None
