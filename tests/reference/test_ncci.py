"""What is answered for one pair or code, by the worked examples of the sources."""

import csv
import itertools
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaitbelt.library import ncci

BOTH = ("practitioner", "outpatient")
EDITION = date(2024, 7, 1)
TODAY = date(2026, 11, 21)
SETTING_OF = {"practitioner": "practitioner", "outpatient_institutional": "outpatient"}


@pytest.fixture(scope="session")
def vectors(corpus: Path) -> list[dict[str, Any]]:
    found = yaml.safe_load((corpus / "rules" / "vectors.yaml").read_text(encoding="utf-8"))
    return list(found["vectors"])


def of_category(vectors: list[dict[str, Any]], name: str, count: int) -> list[dict[str, Any]]:
    found = [v for v in vectors if v["category"] == name]
    assert len(found) >= count, f"{name}: worked examples are missing"
    return found


# ── worked examples from outside ──────────────────────────────────────────────────────────


def test_every_pair_of_the_2024_edition_is_answered_as_in_its_file(
    vectors: list[dict[str, Any]],
) -> None:
    for vector in of_category(vectors, "ncci_ptp", 28):
        one, two = vector["inputs"]["pair"]
        on = date.fromisoformat(str(vector["inputs"]["as_of"]))
        for named, expected in vector["expected"].items():
            edit = ncci.ptp_edit(one, two, on, SETTING_OF[named])
            assert edit.is_active is expected["active"], vector["id"]
            if expected["active"]:
                told = (edit.column_one, edit.column_two, edit.modifier_indicator)
                sides = (expected["column1"], expected["column2"], expected["indicator"])
                assert told == sides, vector["id"]


def test_every_dated_pair_is_answered_as_its_rows_and_announcements_say(
    vectors: list[dict[str, Any]],
) -> None:
    for vector in of_category(vectors, "ncci_ptp_dated", 12):
        asked, expected = vector["inputs"], vector["expected"]
        on = date.fromisoformat(str(asked["dos"]))
        edit = ncci.ptp_edit(asked["col1"], asked["col2"], on, asked["setting"])
        assert edit.is_active is expected["edit_active"], vector["id"]
        indicator = expected["indicator"]
        assert edit.modifier_indicator == (int(indicator) if indicator else None), vector["id"]


def test_every_unit_limit_is_that_of_the_2024_tables(vectors: list[dict[str, Any]]) -> None:
    for vector in of_category(vectors, "mue", 25):
        on = date.fromisoformat(str(vector["inputs"]["as_of"]))
        for setting in BOTH:
            limit = ncci.mue(vector["inputs"]["code"], on, setting)
            expected = vector["expected"]
            told = (limit.unit_limit, limit.adjudication_indicator, limit.confidence)
            assert told == (expected[setting], expected[f"{setting}_mai"], "P"), vector["id"]


# ── the two settings ──────────────────────────────────────────────────────────────────────

EVALUATIONS = tuple(f"971{n}" for n in range(61, 69))
HARD_FOR_PRACTITIONERS = [
    ("90912", "90901"),
    ("90913", "90901"),
    ("92526", "97032"),
    ("92526", "G0283"),
    ("97610", "97602"),
    *itertools.product(("98978",), ("98975", "98976", "98977")),
    *itertools.product(EVALUATIONS, ("97750", "97755", "97763")),
]
"""Pairs with indicator 0 for practitioners and 1 for outpatient (CMS edition 2024-07-01)."""


@pytest.mark.parametrize(("one", "two"), HARD_FOR_PRACTITIONERS)
def test_an_edit_can_be_final_for_practitioners_and_passable_for_outpatient(
    one: str, two: str
) -> None:
    practitioner, outpatient = (ncci.ptp_edit(one, two, EDITION, s) for s in BOTH)
    assert (practitioner.column_one, outpatient.column_one) == (one, one)
    assert (practitioner.modifier_indicator, outpatient.modifier_indicator) == (0, 1)


@pytest.mark.parametrize(
    ("needle", "other"), [("20560", "97602"), ("20561", "97602"), ("98980", "97750")]
)
def test_the_denied_code_can_differ_by_setting(needle: str, other: str) -> None:
    practitioner, outpatient = (ncci.ptp_edit(needle, other, EDITION, s) for s in BOTH)
    assert (practitioner.column_one, practitioner.column_two) == (needle, other)
    assert (outpatient.column_one, outpatient.column_two) == (other, needle)


def test_where_the_settings_differ_a_missing_setting_cannot_be_told() -> None:
    assert ncci.ptp_edit("97161", "97750", EDITION, None).is_active is None
    assert ncci.ptp_edit("20560", "97602", EDITION, None).is_active is None


def test_where_the_settings_agree_a_missing_setting_does_not_matter() -> None:
    edit = ncci.ptp_edit("97110", "97150", EDITION, None)
    told = (edit.is_active, edit.column_one, edit.column_two, edit.modifier_indicator)
    assert told == (True, "97150", "97110", 1)
    assert ncci.ptp_edit("97110", "97112", EDITION, None).is_active is False


def test_a_critical_access_hospital_cannot_be_told_and_says_so() -> None:
    edit = ncci.ptp_edit("97110", "97150", EDITION, "critical_access_hospital")
    assert edit.is_active is None
    assert "critical access hospital" in edit.note
    assert not ncci.mue("97110", EDITION, "critical_access_hospital").is_known


def test_a_setting_without_a_table_is_refused_by_name() -> None:
    with pytest.raises(ncci.UnknownSettingError, match=r"'ambulance'.*practitioner, outpatient"):
        ncci.ptp_edit("97110", "97150", EDITION, "ambulance")
    with pytest.raises(ncci.UnknownSettingError):
        ncci.mue("97110", EDITION, "ambulance")


# ── pairs that charts still warn of ───────────────────────────────────────────────────────

FREE = [
    ("97530", "97116"),
    ("97140", "97530"),
    ("97530", "97113"),
    *itertools.product(
        ("97161", "97162", "97163", "97165", "97166", "97167"), ("97140", "97530", "97150")
    ),
    *itertools.product(
        ("97164", "97168"), ("97110", "97112", "97113", "97116", "97140", "97150", "97530")
    ),
]


@pytest.mark.parametrize("setting", BOTH)
@pytest.mark.parametrize(("one", "two"), FREE)
def test_pairs_that_charts_still_warn_of_have_no_edit_since_july_2024(
    one: str, two: str, setting: str
) -> None:
    for on in (EDITION, date(2025, 3, 3), date(2026, 10, 1), TODAY):
        assert ncci.ptp_edit(one, two, on, setting).is_active is False


def test_an_edit_removed_in_2020_names_its_last_day() -> None:
    edit = ncci.ptp_edit("97530", "97140", EDITION, "practitioner")
    assert (edit.column_one, edit.column_two) == ("97140", "97530")
    assert edit.deleted_on == date(2019, 12, 31)
    assert edit.citations[0] == "CMS NCCI PTP edits, practitioner, edition effective 2024-07-01"


def test_a_row_withdrawn_on_its_first_day_never_applied() -> None:
    edit = ncci.ptp_edit("97530", "97161", date(2020, 1, 1), "practitioner")
    assert edit.is_active is False
    assert "never applied" in edit.note


def test_a_reinstated_edit_is_out_of_force_from_january_through_september_2020() -> None:
    answers = {
        on: ncci.ptp_edit("97150", "97112", on, "practitioner")
        for on in (date(2019, 12, 31), date(2020, 1, 1), date(2020, 9, 30), date(2020, 10, 1))
    }
    assert [e.is_active for e in answers.values()] == [True, False, False, True]
    assert {e.confidence for e in answers.values()} == {"S"}


def test_a_start_that_no_file_shows_is_not_guessed() -> None:
    early = ncci.ptp_edit("97530", "97150", date(2022, 3, 1), "practitioner")
    assert early.is_active is None
    assert early.confidence is None
    assert "2024-07-01" in early.note
    assert ncci.ptp_edit("97530", "97150", EDITION, "practitioner").confidence == "P"


def test_no_edit_precedes_the_codes_it_joins() -> None:
    assert ncci.ptp_edit("97161", "96105", date(2016, 12, 31), "practitioner").is_active is False


def test_an_indicator_that_changed_between_editions_is_open_between_them() -> None:
    def told(on: date) -> tuple[bool | None, int | None, date | None]:
        edit = ncci.ptp_edit("97602", "97597", on, "outpatient")
        return edit.is_active, edit.modifier_indicator, edit.deleted_on

    assert told(date(2024, 9, 30)) == (True, 0, None)
    assert told(date(2025, 6, 1)) == (True, None, None)
    assert told(date(2026, 10, 1)) == (True, 1, None)
    assert ncci.ptp_edit("97597", "97602", TODAY, "practitioner").modifier_indicator == 0


def test_a_code_outside_the_shipped_scope_cannot_be_told() -> None:
    edit = ncci.ptp_edit("97110", "99213", EDITION, "practitioner")
    assert edit.is_active is None
    assert "not looked for" in edit.note


def test_a_code_makes_no_pair_with_itself() -> None:
    assert ncci.ptp_edit("97110", "97110", EDITION, "practitioner").is_active is False


def test_the_edits_of_group_therapy_are_those_of_the_edition() -> None:
    edits = ncci.ptp_edits_of("97150", EDITION, "practitioner")
    as_column_one = {e.column_two for e in edits if e.column_one == "97150" and e.is_active}
    listed = "97110 97112 97113 97116 97124 97140 97530 97533 97535 97537 97542 97760 97761 97763"
    assert as_column_one == {*listed.split(), "95851"}
    as_column_two = {e.column_one for e in edits if e.column_two == "97150"}
    assert as_column_two == {"92507", "92508", "92526", "97750", "G0129"}


# ── unit limits and add-ons ───────────────────────────────────────────────────────────────


def test_unit_limits_differ_by_setting() -> None:
    limits = {
        code: [ncci.mue(code, TODAY, s).unit_limit for s in BOTH]
        for code in ("97110", "97112", "97537", "97150", "97010", "97602")
    }
    assert limits == {
        "97110": [6, 8], "97112": [4, 6], "97537": [6, 8], "97150": [1, 2], "97010": [0, 1],
        "97602": [0, 1],
    }  # fmt: skip


def test_every_code_of_the_wider_2024_extract_has_its_unit_limit(corpus: Path) -> None:
    path = corpus / "data" / "medicare" / "mue_therapy_2024q3.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            for setting in ("practitioner", "outpatient"):
                limit = ncci.mue(row["hcpcs_code"], date(2024, 7, 1), setting)
                told = (str(limit.unit_limit), str(limit.adjudication_indicator))
                held = (row[f"mue_units_{setting}"], row[f"mue_mai_{setting}"])
                assert told == held, (row["hcpcs_code"], setting)


def test_a_unit_limit_before_the_first_edition_seen_is_not_known() -> None:
    limit = ncci.mue("97110", date(2023, 5, 1), "practitioner")
    assert not limit.is_known
    assert limit.unit_limit is None
    assert "2024-07-01" in limit.note


def test_a_unit_limit_that_changed_is_open_between_the_two_editions() -> None:
    told = [
        ncci.mue("G0465", on, "practitioner").unit_limit
        for on in (EDITION, date(2024, 9, 30), date(2025, 6, 1), date(2026, 4, 1))
    ]
    assert told == [1, 1, None, 2]


def test_a_code_without_a_unit_limit_is_told_as_not_known() -> None:
    assert not ncci.mue("G2061", EDITION, "practitioner").is_known


TYPE_ONE = {
    "97130": ("97129",), "97546": ("97545",), "97551": ("97550",), "97598": ("97597",),
    "90913": ("90912",), "92608": ("92607",), "92618": ("92605",), "92627": ("92626",),
    "96113": ("96112",), "98981": ("98980",), "97811": ("97810", "97813"),
    "97814": ("97810", "97813"),
}  # fmt: skip
"""CMS add-on file of 2024-06-03, edit type 1."""


def test_each_add_on_names_its_primaries_and_other_codes_name_none() -> None:
    assert {code: ncci.add_on_primaries(code, EDITION) for code in TYPE_ONE} == TYPE_ONE
    assert ncci.add_on_primaries("97110", EDITION) == ()
    assert ncci.add_on_primaries("97551", date(2023, 12, 31)) == ()
