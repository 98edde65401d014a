"""Counting one visit: totals, families, modifiers, refusals and what is said about them."""

from datetime import date, datetime

import pytest

from gaitbelt.language.errors import ImpossibleInput, MissingPolicyValue, UnknownCode
from gaitbelt.services.units import UnitCount, alternatives_in_words, count_units

ON = date(2026, 3, 2)


def units(count: UnitCount) -> dict[str, int]:
    return {line.hcpcs_code: line.unit_count for line in count.lines}


def test_the_trace_of_the_manuals_first_example_names_the_range() -> None:
    count = count_units({"97112": 24, "97110": 23}, on=ON)
    words = [step.text for step in count.trace]
    assert units(count) == {"97112": 2, "97110": 1}
    assert words[0] == "47 timed minutes support 3 units (38\N{EN DASH}52)."
    assert "97112 has one whole unit (15 of 24 minutes) and 9 left over." in words
    assert all(step.cite for step in count.trace)


def test_the_trace_says_which_units_are_left_and_where_they_go() -> None:
    one = [step.text for step in count_units({"97112": 24, "97110": 23}, on=ON).trace]
    assert any("One supported unit" in text and text.endswith("97112 (9).") for text in one)
    # No code has a whole unit in 30 minutes; both units go to the most minutes.
    count = count_units({"97110": 10, "97112": 11, "97140": 9}, on=ON)
    two = [step.text for step in count.trace]
    assert units(count) == {"97110": 1, "97112": 1, "97140": 0}
    assert any("2 supported units" in text and "they go" in text for text in two)


def test_seven_minutes_with_the_most_left_over_are_billed() -> None:
    assert units(count_units({"97110": 33, "97140": 7}, on=ON)) == {"97110": 2, "97140": 1}


def test_a_tie_goes_to_the_longer_service_and_the_other_is_shown() -> None:
    count = count_units({"97110": 23, "97140": 12, "97530": 8}, on=ON)
    assert units(count) == {"97110": 2, "97140": 1, "97530": 0}
    assert alternatives_in_words(count) == "97110 1, 97530 1"


def test_an_even_tie_goes_to_the_lower_code() -> None:
    assert units(count_units({"97112": 20, "97110": 20}, on=ON)) == {"97112": 1, "97110": 2}


def test_a_code_without_minutes_never_gets_a_unit() -> None:
    assert units(count_units({"97110": 20, "97140": 0}, on=ON)) == {"97110": 1, "97140": 0}


def test_many_ties_are_listed_up_to_a_bound_and_counted_honestly() -> None:
    tied = ("97032", "97033", "97034", "97035", "97110", "97112", "97116", "97124", "97140")
    count = count_units(dict.fromkeys(tied, 7), on=ON)
    assert count.total_timed_units == 4
    assert (len(count.alternatives), count.alternative_count) == (50, 125)
    assert "125 other assignments are lawful; 50 are listed." in count.notes


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        ({"97129": 7}, {"97129": 0}),
        ({"97129": 8}, {"97129": 1}),
        ({"97129": 23}, {"97129": 1, "97130": 1}),
        ({"97129": 15, "97130": 23}, {"97129": 1, "97130": 2}),
        ({"97550": 15}, {"97550": 0}),
        ({"97550": 16}, {"97550": 1}),
        ({"97550": 38}, {"97550": 1, "97551": 1}),
        ({"92607": 31}, {"92607": 1}),
        ({"92607": 75}, {"92607": 1}),
        ({"92607": 76}, {"92607": 1, "92608": 1}),
        ({"92626": 67}, {"92626": 1}),
        ({"92626": 68}, {"92626": 1, "92627": 1}),
        ({"97545": 60}, {"97545": 0}),
        ({"97545": 61}, {"97545": 1}),
        ({"97545": 150}, {"97545": 1}),
        ({"97545": 151}, {"97545": 1, "97546": 1}),
        ({"98980": 9}, {"98980": 0}),
        ({"98980": 12}, {"98980": 0, "98979": 1}),
        ({"98979": 20}, {"98979": 0, "98980": 1}),
        ({"98980": 39}, {"98980": 1}),
        ({"98980": 60}, {"98980": 1, "98981": 2}),
        ({"98966": 4}, {"98966": 0}),
        ({"98966": 10}, {"98966": 1}),
        ({"98966": 11}, {"98966": 0}),
        ({"96125": 90}, {"96125": 1}),
        ({"96125": 91}, {"96125": 2}),
        ({"95992": 20}, {"95992": 1}),
    ],
)
def test_other_time_bases_reach_their_units_where_the_rules_say(
    minutes: dict[str, int], expected: dict[str, int]
) -> None:
    assert units(count_units(minutes, on=ON)) == expected


def test_a_payer_without_a_method_is_counted_by_midpoint_and_told_so() -> None:
    for payer in ("medicare_advantage", "medicaid", "workers_compensation", "Some Plan"):
        count = count_units({"97110": 7, "97140": 7}, payer=payer, on=ON)
        assert (count.method, count.total_timed_units) == ("ama-midpoint", 0)
        assert any("No published counting method" in note for note in count.notes)


def test_a_method_that_is_named_prevails() -> None:
    count = count_units({"97110": 7, "97140": 7}, on=ON, method="ama-midpoint")
    assert count.total_timed_units == 0


def test_no_method_is_invented_for_a_date_before_the_first() -> None:
    with pytest.raises(MissingPolicyValue, match=r"medicare\.unit_counting_method on 1999-12-31"):
        count_units({"97110": 20}, on=date(1999, 12, 31))


def test_the_disciplines_modifier_comes_first_and_only_where_it_is_known() -> None:
    count = count_units({"97161": 30, "97110": 15}, on=ON)
    assert [line.modifiers for line in count.lines] == [("GP",), ()]
    count = count_units({"97110": 15}, on=ON, discipline="OT", assistant={"97110": 15})
    assert [line.modifiers for line in count.lines] == [("GO", "CO")]


def test_a_code_of_another_discipline_is_pointed_out() -> None:
    count = count_units({"97162": 30}, on=ON, discipline="OT")
    assert "97162 is a code of PT, not of OT." in count.notes


@pytest.mark.parametrize(
    ("on", "marked"), [("2019-12-31", False), ("2020-01-01", True), ("2022-01-01", False)]
)
def test_ten_and_ten_minutes_turn_on_the_date(on: str, *, marked: bool) -> None:
    count = count_units(
        {"97110": 20}, on=date.fromisoformat(on), discipline="PT", assistant={"97110": 10}
    )
    assert ("CQ" in count.lines[0].modifiers) == marked


def test_the_two_arithmetics_of_the_tenth_are_named_and_flagged() -> None:
    answers = {
        name: count_units(
            {"97150": 15},
            on=ON,
            discipline="PT",
            assistant={"97150": 2},
            de_minimis_arithmetic=name,
        )
        for name in ("whole_minutes", "percentage")
    }
    assert answers["whole_minutes"].lines[0].modifiers == ("GP",)
    assert answers["percentage"].lines[0].modifiers == ("GP", "CQ")
    for name, count in answers.items():
        assert any("disagree here" in note and name in note for note in count.notes)


def test_an_assistant_leaves_no_mark_on_speech_or_on_an_evaluation() -> None:
    count = count_units({"92507": 40}, on=ON, discipline="SLP", assistant={"92507": 40})
    assert count.lines[0].modifiers == ("GN",)
    count = count_units({"97161": 30}, on=ON, discipline="PT", assistant={"97161": 30})
    assert count.lines[0].modifiers == ("GP",)
    assert any("cannot furnish" in note for note in count.notes)


def test_split_lines_add_up_to_the_minutes_of_the_code() -> None:
    count = count_units({"97110": 40}, on=ON, discipline="PT", assistant={"97110": 15})
    assert [(line.minutes, line.unit_count) for line in count.lines] == [(25, 2), (15, 1)]


def test_97014_is_counted_for_medicare_but_g0283_is_named() -> None:
    count = count_units({"97014": 15}, on=ON)
    assert units(count) == {"97014": 1}
    assert any("G0283" in note for note in count.notes)
    assert not any("G0283" in note for note in count_units({"97014": 15}, payer="x", on=ON).notes)


@pytest.mark.parametrize(
    ("minutes", "assistant", "told"),
    [
        ({"97110": -1}, {}, "fewer than none"),
        ({"97110": 7.5}, {}, "not a whole number"),
        ({"97110": True}, {}, "not a whole number"),
        ({"97110": "20"}, {}, "not a whole number"),
        ({"97110": [8, -2]}, {}, "fewer than none"),
        ({"97110": 10}, {"97110": 11}, "more than its 10 minutes"),
        ({"97110": 10}, {"97140": 5}, "no minutes of the code"),
    ],
)
def test_impossible_minutes_are_refused(
    minutes: dict[str, int], assistant: dict[str, int], told: str
) -> None:
    with pytest.raises(ImpossibleInput, match=told):
        count_units(minutes, on=ON, assistant=assistant)


def test_overlapping_one_on_one_time_is_refused() -> None:
    def at(hour: int, minute: int) -> datetime:
        return datetime(2026, 3, 2, hour, minute)  # noqa: DTZ001 (a clinic's wall clock)

    minutes = {"97110": 15, "97140": 15, "97012": 15}
    spans = {"97110": [(at(9, 0), at(9, 15))], "97140": [(at(9, 10), at(9, 25))]}
    with pytest.raises(ImpossibleInput, match="97110 and 97140 overlap"):
        count_units(minutes, on=ON, intervals=spans)
    unattended = {"97110": [(at(9, 0), at(9, 15))], "97012": [(at(9, 0), at(9, 15))]}
    assert count_units(minutes, on=ON, intervals=unattended).total_timed_units == 2
    with pytest.raises(ImpossibleInput, match="not after its start"):
        count_units(minutes, on=ON, intervals={"97110": [(at(9, 0), at(9, 0))]})


def test_a_retired_code_names_its_last_day_and_its_successors() -> None:
    with pytest.raises(UnknownCode, match=r"through 2016-12-31.*97161, 97162, 97163"):
        count_units({"97001": 30}, on=ON)
    with pytest.raises(UnknownCode, match="in force from 2026-01-01"):
        count_units({"98979": 12}, on=date(2025, 12, 31))
    with pytest.raises(UnknownCode, match="not in the registry"):
        count_units({"97507": 30}, on=ON)
    with pytest.raises(UnknownCode, match="code-pair edits only"):
        count_units({"92502": 30}, on=ON)


@pytest.mark.parametrize("words", [{"discipline": "pt"}, {"setting": "home"}, {"method": "cms"}])
def test_a_word_that_is_not_ours_is_refused_with_those_that_are(words: dict[str, str]) -> None:
    with pytest.raises(ImpossibleInput, match="Use one of"):
        count_units({"97110": 20}, on=ON, **words)  # type: ignore[arg-type]  # words vary


def test_the_json_form_has_the_documented_fields() -> None:
    count = count_units({"97110": 24, "97112": 23}, on=ON, discipline="PT").to_dict()
    assert {"method", "total_timed_minutes", "total_timed_units", "lines", "alternatives"} < set(
        count
    )
    assert count["lines"] == [
        {
            "hcpcs_code": "97110",
            "minutes": 24,
            "assistant_minutes": 0,
            "unit_count": 2,
            "modifiers": ["GP"],
            "reason": "24 minutes: 1 whole unit and 9 left over, enough for one more.",
        },
        {
            "hcpcs_code": "97112",
            "minutes": 23,
            "assistant_minutes": 0,
            "unit_count": 1,
            "modifiers": ["GP"],
            "reason": "23 minutes: 1 whole unit and 8 left over, which bring no further unit.",
        },
    ]
