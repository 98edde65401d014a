"""``gaitbelt units``: the manual's own examples, at the door."""

from datetime import date

import pytest

import gaitbelt
from tests.cli.asking import ask

ON = ("--on", "2026-03-02")


def test_the_manuals_first_example_reads_as_the_manual_says() -> None:
    # CMS Pub. 100-04, Ch. 5, § 20.2(C): 24 minutes of 97112 and 23 of 97110 are 47 minutes,
    # within 38 to 52, so three units: two of the first and one of the second.
    answer = ask("units", "97112 24, 97110 23", *ON, "--discipline", "PT")
    assert answer.code == 0
    head, _, _, first, second = answer.out.splitlines()[:5]
    assert head == "47 timed minutes, 3 timed units (medicare: medicare-total-time)"
    assert first.split()[:4] == ["97112", "GP", "2", "24"]
    assert second.split()[:4] == ["97110", "GP", "1", "23"]
    assert "47 timed minutes support 3 units (38–52)." in answer.out  # noqa: RUF001 (a range)
    assert "CMS Pub. 100-04, Ch. 5, § 20.2(C)" in answer.out


def test_equal_leftovers_show_every_lawful_assignment() -> None:
    # 23 + 12 + 8 = 43 minutes: three units; after one whole unit of 97110 the leftovers are
    # 8, 12 and 8, so 97140 has one and the last goes to 97110 or to 97530.
    answer = ask("units", "97110 23, 97140 12, 97530 8", *ON, "--format", "json").json
    units = [
        {line["hcpcs_code"]: line["unit_count"] for line in lines}
        for lines in (answer["lines"], *answer["alternatives"])
    ]
    assert units == [
        {"97110": 2, "97140": 1, "97530": 0},
        {"97110": 1, "97140": 1, "97530": 1},
    ]


def test_the_midpoint_counts_each_code_alone() -> None:
    # More than half of 15 minutes is 8: 23 has two, 12 and 8 have one each.
    answer = ask("units", "97110 23, 97140 12, 97530 8", *ON, "--method", "ama-midpoint",
                 "--format", "json").json  # fmt: skip
    assert [line["unit_count"] for line in answer["lines"]] == [2, 1, 1]


def test_a_code_named_twice_is_two_episodes() -> None:
    answer = ask("units", "97110 10; 97110: 13", *ON, "--format", "json").json
    assert [line["minutes"] for line in answer["lines"]] == [23]


def test_an_assistant_who_gave_it_all_brings_cq() -> None:
    answer = ask("units", "97110 30", *ON, "--discipline", "pt", "--assistant", "97110 30",
                 "--format", "json").json  # fmt: skip
    assert [line["modifiers"] for line in answer["lines"]] == [["GP", "CQ"]]


def test_an_unknown_payer_falls_back_and_says_so() -> None:
    answer = ask("units", "97110 23", *ON, "--payer", "Somebody Else", "--format", "json").json
    assert answer["method"] == "ama-midpoint"
    assert any("somebody_else is not held by name" in note for note in answer["notes"])


def test_the_library_says_the_same_as_the_command() -> None:
    counted = gaitbelt.count_units({"97110": 24, "97112": 23}, on=date(2026, 3, 2))
    assert ask("units", "97110 24, 97112 23", *ON, "--format", "json").json == counted.to_dict()


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ("", "No minutes were given."),
        ("97110", "'97110' is not a code of five characters with its minutes."),
        ("97110 -5", "97110: -5 minutes are fewer than none."),
        ("97110 7.5", "97110: 7.5 minutes are not a whole number."),
        ("97001 30", "97001 was in force through 2016-12-31"),
        ("00000 30", "00000 is not in the registry"),
        ("97110 15, ☃", "'☃' is not a code of five characters"),
    ],
)
def test_impossible_minutes_are_refused_on_one_line(minutes: str, told: str) -> None:
    answer = ask("units", minutes, *ON)
    assert answer.code == 2
    assert answer.out == ""
    assert told in answer.err
    assert answer.err.count("\n") == 1


def test_assistant_minutes_above_the_total_are_refused() -> None:
    answer = ask("units", "97110 10", *ON, "--assistant", "97110 15")
    assert answer.code == 2
    assert "15 assistant minutes are more than its 10 minutes in all" in answer.err
