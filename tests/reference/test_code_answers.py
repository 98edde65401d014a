"""What a person is told when asking about a code."""

from datetime import date, timedelta

import pytest

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library import codes as registry
from gaitbelt.services import codes as asked

ON = date(2026, 3, 2)


def test_an_unknown_code_is_an_answer_and_not_an_error() -> None:
    facts = asked.code("12345", ON)
    assert not facts.is_known
    assert "12345 is not in the registry" in facts.message
    assert facts.is_in_force is None


def test_a_code_is_found_in_any_case_and_with_spaces() -> None:
    assert asked.code(" g0283 ", ON).hcpcs_code == "G0283"


@pytest.mark.parametrize(
    ("code", "last_day"),
    [
        ("97001", date(2016, 12, 31)),
        ("97532", date(2017, 12, 31)),
        ("97762", date(2017, 12, 31)),
        ("97127", date(2019, 12, 31)),
        ("G0515", date(2019, 12, 31)),
        ("G2061", date(2020, 12, 31)),
    ],
)
def test_a_retired_code_is_in_force_until_its_last_day(code: str, last_day: date) -> None:
    assert asked.code(code, last_day).is_in_force
    after = asked.code(code, last_day + timedelta(days=1))
    assert not after.is_in_force
    assert after.successors
    assert f"ended on {last_day}" in after.message


def test_a_retired_code_leads_to_codes_in_force_on_the_date_asked() -> None:
    told = [each.hcpcs_code for each in asked.code("97532", ON).successors]
    assert told == ["97129", "97130"]


def test_medicare_had_a_code_of_its_own_for_cognitive_skills_in_2018() -> None:
    told = registry.successors("97532", "medicare", date(2018, 1, 1))
    assert [each.successor_code for each in told] == ["G0515"]
    told = registry.successors("97532", "commercial", date(2018, 1, 1))
    assert [each.successor_code for each in told] == ["97127"]


@pytest.mark.parametrize("year", range(2020, 2027))
def test_97014_is_replaced_at_medicare_in_every_year_held(year: int) -> None:
    facts = asked.code("97014", date(year, 6, 1))
    assert facts.is_in_force
    assert facts.medicare_status is not None
    assert facts.medicare_status.status_code == "I"
    assert [(each.hcpcs_code, each.payer) for each in facts.successors] == [("G0283", "medicare")]


@pytest.mark.parametrize(
    ("code", "boundary"),
    [("97760", date(2018, 1, 1)), ("97761", date(2018, 1, 1)), ("98977", date(2026, 1, 1))],
)
def test_a_redefined_code_means_something_else_from_its_date(code: str, boundary: date) -> None:
    eve = boundary - timedelta(days=1)
    assert asked.code(code, eve).label != asked.code(code, boundary).label
    assert code in {each.hcpcs_code for each in asked.changes(eve, boundary).redefined}


def test_nothing_is_held_of_a_year_whose_release_was_not_seen() -> None:
    assert registry.status_on("97110", date(2027, 1, 1)) is None
    assert registry.relative_values("97110", date(2027, 1, 1)) is None


def test_changes_name_what_ended_and_what_to_use() -> None:
    ended = asked.changes(date(2016, 12, 31), date(2017, 1, 1)).ended
    told = {each.hcpcs_code: each.successors for each in ended}
    assert told["97001"] == ("97161", "97162", "97163")
    assert told["97004"] == ("97168",)


def test_changes_name_a_status_that_moved_inside_a_year() -> None:
    moved = asked.changes(date(2020, 3, 31), date(2020, 4, 1)).status_changes
    assert {"20560", "20561", "98966", "98967", "98968"} <= {each.hcpcs_code for each in moved}


def test_caregiver_training_began_in_2024_and_2025() -> None:
    def begun(year: int) -> set[str]:
        told = asked.changes(date(year - 1, 12, 31), date(year, 1, 1)).begun
        return {each.hcpcs_code for each in told}

    assert {"97037", "97550", "97551", "97552"} <= begun(2024)
    assert {"G0541", "G0542", "G0543"} <= begun(2025)


def test_dates_in_the_wrong_order_are_named() -> None:
    with pytest.raises(ImpossibleInput, match="Name the earlier date first"):
        asked.changes(date(2025, 1, 1), date(2024, 1, 1))


def test_two_codes_are_compared_by_what_differs() -> None:
    told = asked.compare("97162", "97112", ON)
    differing = {each.name for each in told.attributes if not each.is_same}
    assert {"label", "service kind", "units", "disciplines"} <= differing


def test_a_comparison_says_whether_the_codes_form_a_pair() -> None:
    told = asked.compare("97124", "97140", ON)
    assert {each.edit.modifier_indicator for each in told.edits} == {0}


def test_an_answer_is_plain_json_with_iso_dates() -> None:
    told = asked.to_json(asked.code("97110", ON))
    assert told["on"] == "2026-03-02"
    assert told["relative_values"]["work_rvu"] == "0.45"
    assert told["disciplines"] == ["PT", "OT"]


def test_a_search_finds_codes_by_any_words_of_their_label() -> None:
    assert [row.hcpcs_code for row in registry.search("gait training")] == ["0791T", "97116"]
    assert registry.search("") == ()
