"""Single diagnosis codes by date, as CDC's and CMS's order files have them."""

from datetime import date, timedelta

import polars as pl
import pytest

from gaitbelt.library.diagnoses import diagnosis, title
from gaitbelt.library.diagnosis_frames import load_diagnoses

OCTOBER_2021 = date(2021, 10, 1)
OCTOBER_2024 = date(2024, 10, 1)
OCTOBER_2026 = date(2026, 10, 1)
A_DAY = timedelta(days=1)

BILLABLE = {
    date(2018, 10, 1): 71_932,
    date(2019, 10, 1): 72_184,
    date(2020, 10, 1): 72_616,
    date(2021, 1, 1): 72_621,
    OCTOBER_2021: 72_748,
    date(2022, 4, 1): 72_750,
    date(2022, 10, 1): 73_639,
    date(2023, 4, 1): 73_674,
    date(2023, 10, 1): 74_044,
    OCTOBER_2024: 74_260,
    date(2025, 10, 1): 74_719,
}
"""Codes for reporting by release, as the order files and their addenda count them."""


@pytest.mark.parametrize("on", BILLABLE, ids=str)
def test_a_release_has_as_many_codes_as_its_file_counts(on: date) -> None:
    periods = load_diagnoses().periods.filter(
        pl.lit(on).is_between("period_from", "period_through")
    )
    whole = periods.filter(pl.col("level") == "code").height
    by_character = periods.filter(pl.col("level") == "stem")["seventh_characters"]
    assert whole + by_character.str.len_chars().sum() == BILLABLE[on]


@pytest.mark.parametrize(
    ("code", "last"),
    [
        ("M54.5", OCTOBER_2021 - A_DAY),
        ("M51.36", OCTOBER_2024 - A_DAY),
        ("M51.37", OCTOBER_2024 - A_DAY),
        ("M72.2", OCTOBER_2026 - A_DAY),
    ],
)
def test_a_code_that_was_divided_is_complete_through_its_last_day(code: str, last: date) -> None:
    assert diagnosis(code, last).is_complete
    after = diagnosis(code, last + A_DAY)
    assert after.is_in_force
    assert not after.is_complete
    assert after.codes_below


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("M54.50", OCTOBER_2021),
        ("M54.51", OCTOBER_2021),
        ("M54.59", OCTOBER_2021),
        ("M51.360", OCTOBER_2024),
        ("M51.379", OCTOBER_2024),
        ("M67.A02", OCTOBER_2026),
    ],
)
def test_a_code_is_in_force_from_its_first_day(code: str, first: date) -> None:
    assert diagnosis(code, first).is_complete
    assert diagnosis(code, first - A_DAY).is_in_force is False


def test_a_code_of_no_release_held_is_not_told_where_the_release_is_not_whole() -> None:
    assert diagnosis("M99.999", OCTOBER_2026 - A_DAY).is_in_force is False
    assert diagnosis("M99.999", OCTOBER_2026).is_in_force is None
    assert diagnosis("M54.50", date(2015, 9, 30)).is_in_force is None


def test_the_dot_and_the_case_of_letters_do_not_matter() -> None:
    on = date(2026, 3, 2)
    assert diagnosis("m25561", on) == diagnosis(" M25.561 ", on)


def test_an_injury_names_its_seventh_characters_and_its_side() -> None:
    sprain = diagnosis("S83.511", date(2026, 3, 2))
    assert sprain.seventh_characters == ("A", "D", "S")
    assert sprain.side == "right"
    assert diagnosis("S83.511D", date(2026, 3, 2)).is_complete
    assert not diagnosis("S83.511G", date(2026, 3, 2)).is_complete
    assert diagnosis("W19.XXXD", date(2026, 3, 2)).kind == "external_cause"


def test_an_excludes_note_is_told_from_both_sides() -> None:
    on = date(2026, 3, 2)
    assert "M51.2" in diagnosis("M54.50", on).excludes
    assert "M54.5" in diagnosis("M51.26", on).excludes


def test_the_codes_are_those_of_the_package_of_the_release() -> None:
    package = pytest.importorskip("simple_icd_10_cm")
    on = date(2026, 4, 1)
    periods = load_diagnoses().periods.filter(
        pl.lit(on).is_between("period_from", "period_through")
    )
    own = set(periods.filter(pl.col("level") == "code")["code"])
    stems = periods.filter(pl.col("level") == "stem").select("code", "seventh_characters")
    own |= {stem + letter for stem, letters in stems.iter_rows() for letter in letters}
    named = [code for code in package.get_all_codes(False) if "-" not in code]
    theirs = {code for code in named if package.is_leaf(code)}
    same_named_blocks = {"B20", "F99", "P84", "R99", "Z66"}
    assert own ^ theirs <= same_named_blocks
    assert title("M25.561") == "Pain in right knee"
