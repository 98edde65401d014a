"""`make new-rule` writes a card and a predicate with a number that was never used."""

from pathlib import Path

import pytest

from gaitbelt.library.rulebook import read_card
from scripts.cards import registered
from scripts.new_rule import write


def test_a_first_rule_gets_the_first_number(tmp_path: Path) -> None:
    card, predicate = write("units", "timed units exceed minutes", tmp_path)
    assert card == tmp_path / "units" / "unt001_timed_units_exceed_minutes.md"
    assert predicate == card.with_suffix(".py")
    assert read_card(card).title == "Timed units exceed minutes"


def test_a_family_is_named_by_its_letters_too(tmp_path: Path) -> None:
    card, _ = write("THR", "kx absent above the threshold", tmp_path)
    assert card.parent == tmp_path / "thresholds"


def test_a_removed_rule_leaves_its_number_unused(tmp_path: Path) -> None:
    for path in write("units", "timed units exceed minutes", tmp_path):
        path.unlink()
    card, _ = write("units", "units below minutes", tmp_path)
    assert card.stem == "unt002_units_below_minutes"
    assert registered(tmp_path / "CODES.txt") == {
        "UNT001": "timed-units-exceed-minutes",
        "UNT002": "units-below-minutes",
    }


def test_an_unknown_family_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="The families: units, modifiers"):
        write("elbows", "elbows bend", tmp_path)


def test_a_rule_without_words_is_answered_with_an_example(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="timed units exceed minutes"):
        write("units", "", tmp_path)


def test_a_name_that_is_taken_is_answered(tmp_path: Path) -> None:
    write("units", "timed units exceed minutes", tmp_path)
    with pytest.raises(ValueError, match="There is a rule named timed-units-exceed-minutes"):
        write("units", "Timed units exceed minutes", tmp_path)
