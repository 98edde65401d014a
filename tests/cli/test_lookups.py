"""``gaitbelt codes``, ``pairs`` and ``mue``."""

from datetime import date

import pytest

import gaitbelt
from gaitbelt.cli import codes, mue, pairs
from gaitbelt.services.codes import to_json
from tests.cli.asking import ask

ON = ("--on", "2024-07-01")


def test_therapeutic_activities_beside_manual_therapy_are_no_pair_any_more() -> None:
    # CMS removed the practitioner edit; the edition of 2024-07-01 shows its last day.
    answer = ask("pairs", "97530", "97140", *ON, "--setting", "practitioner", "--format", "json")
    assert answer.code == 0
    assert answer.json["active"] is False
    assert answer.json["deleted_on"] is not None
    assert answer.json["citations"]


def test_the_order_of_a_pair_does_not_matter() -> None:
    one = ask("pairs", "97140", "97124", *ON, "--format", "json")
    two = ask("pairs", "97124", "97140", *ON, "--format", "json")
    assert one.json["active"] is True
    assert one.json["modifier_indicator"] == 0
    assert one.out == two.out


def test_a_pair_is_answered_in_words() -> None:
    told = ask("pairs", "97124", "97140", *ON).out.splitlines()[0]
    assert told.startswith("97124 and 97140, practitioner, 2024-07-01: an edit is in force;")
    assert "No modifier separates them (indicator 0)." in told


def test_what_cannot_be_told_of_a_pair_is_null() -> None:
    answer = ask("pairs", "97110", "A0001", *ON, "--format", "json")
    assert answer.json["active"] is None
    assert "it cannot be told" in ask("pairs", "97110", "A0001", *ON).out


def test_the_limit_of_therapeutic_exercise_is_six_units_a_day() -> None:
    # CMS NCCI MUE table, practitioner services, effective 2024-07-01: 97110 is 6, indicator 3.
    answer = ask("mue", "97110", *ON, "--setting", "practitioner", "--format", "json")
    assert answer.json["unit_limit"] == 6
    assert answer.json["adjudication_indicator"] == 3
    assert "6 units on one date of service" in ask("mue", "97110", *ON).out


def test_a_limit_that_is_not_held_says_so() -> None:
    assert "no limit is known" in ask("mue", "A0001", *ON).out


def test_an_evaluation_code_is_told_with_its_sources() -> None:
    answer = ask("codes", "97162", "--on", "2026-03-02")
    assert answer.out.startswith("97162 (PT evaluation, moderate complexity) is in force")
    assert "untimed: minutes do not count" in answer.out
    assert "Said, and not so" in answer.out


def test_a_code_that_ended_names_what_to_use() -> None:
    told = ask("codes", "97001", "--on", "2017-01-01", "--format", "json").json
    assert told["is_in_force"] is False
    assert told["effective_through"] == "2016-12-31"
    assert {"97161", "97162", "97163"} <= {each["hcpcs_code"] for each in told["successors"]}


def test_a_code_that_is_not_held_is_an_answer() -> None:
    answer = ask("codes", "ABCDE", *ON)
    assert answer.code == 0
    assert "is not in the registry" in answer.out


def test_two_codes_stand_side_by_side() -> None:
    answer = ask("codes", "compare", "97110", "97530", *ON)
    assert "therapeutic exercise" in answer.out
    assert "therapeutic activities" in answer.out
    assert "practitioner: no edit is in force." in answer.out


def test_changes_between_two_dates_are_those_in_between() -> None:
    told = ask("codes", "changes", "2016-12-31", "2017-01-01", "--format", "json").json
    assert "97161" in {each["hcpcs_code"] for each in told["begun"]}
    assert "97001" in {each["hcpcs_code"] for each in told["ended"]}


def test_changes_without_a_second_date_run_to_today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "today", lambda: date(2017, 1, 1))
    told = ask("codes", "changes", "2016-12-31", "--format", "json").json
    assert told["through_date"] == "2017-01-01"


def test_the_registry_is_searched_by_words() -> None:
    found = ask("codes", "search", "massage", "--format", "json").json["codes"]
    assert "97124" in {row["hcpcs_code"] for row in found}
    assert "97124" in ask("codes", "search", "massage").out
    assert "No code of the registry" in ask("codes", "search", "zebra").out


@pytest.mark.parametrize("words", [(), ("97110", "97530"), ("compare", "97110"), ("changes",)])
def test_codes_asked_in_another_way_are_told_the_ways(words: tuple[str, ...]) -> None:
    answer = ask("codes", *words)
    assert answer.code == 2
    assert answer.err.count("\n") == 1


def test_dates_in_the_wrong_order_are_refused() -> None:
    assert ask("codes", "changes", "2025-01-01", "2024-01-01").code == 2


def test_without_a_date_the_answer_is_of_today(monkeypatch: pytest.MonkeyPatch) -> None:
    for verb in (codes, mue, pairs):
        monkeypatch.setattr(verb, "today", lambda: date(2024, 7, 1))
    for words in (("codes", "97110"), ("mue", "97110"), ("pairs", "97110", "97140")):
        assert ask(*words, "--format", "json").json["on"] == "2024-07-01"


def test_the_library_says_the_same_as_the_commands() -> None:
    on = date(2024, 7, 1)
    assert ask("codes", "97110", *ON, "--format", "json").json == to_json(
        gaitbelt.code("97110", on)
    )
    edit = to_json(gaitbelt.ptp_edit("97530", "97140", on=on, setting="practitioner"))
    told = ask("pairs", "97530", "97140", *ON, "--format", "json").json
    assert told["active"] == edit.pop("is_active")
    assert edit.items() <= told.items()
    limit = to_json(gaitbelt.mue("97110", on=on, setting="practitioner"))
    assert limit.items() <= ask("mue", "97110", *ON, "--format", "json").json.items()
