"""A frame as a program reads it from a file is judged as the file would be."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

import gaitbelt
from tests.cli.asking import visits


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return visits(tmp_path, {"modifiers": "", "claim_id": "c2"}, {"unit_count": 3})


@pytest.mark.parametrize("has_types", [True, False], ids=["some types guessed", "all text"])
def test_a_frame_read_from_csv_is_judged_as_the_file(path: Path, *, has_types: bool) -> None:
    frame = pl.read_csv(path, try_parse_dates=has_types, infer_schema=has_types)
    found, expected = gaitbelt.check(frame), gaitbelt.check(path)
    assert found.breaches["rule_code"].to_list() == expected.breaches["rule_code"].to_list()
    assert found.findings["message"].to_list() == expected.findings["message"].to_list()


def test_other_names_of_a_frames_columns_are_taken_and_told(path: Path) -> None:
    frame = pl.read_csv(path).rename({"hcpcs_code": "cpt", "date_of_service": "dos"})
    found = gaitbelt.check(frame)
    assert found.breaches.height == gaitbelt.check(path).breaches.height
    (note,) = found.problems["message"].to_list()
    assert "cpt as hcpcs_code" in note
    assert "dos as date_of_service" in note


def test_a_frames_row_that_cannot_be_read_is_reported_and_the_others_judged(path: Path) -> None:
    frame = pl.read_csv(path).with_columns(date_of_service=pl.Series(["2026-03-02", "2026-13-02"]))
    found = gaitbelt.check(frame)
    assert found.totals.line_count == 1
    assert found.problems["row"].to_list() == [2]


def test_visits_of_a_frame_read_from_csv_are_coded(path: Path) -> None:
    coded = gaitbelt.code_visits(pl.read_csv(path).drop("unit_count"))
    assert coded.lines["unit_count"].to_list() == [4]
    assert coded.lines["date_of_service"].to_list() == [date(2026, 3, 2)]
