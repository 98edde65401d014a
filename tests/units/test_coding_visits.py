"""Coding a frame of visits: merging rows, and naming those that cannot have happened."""

from datetime import date, datetime

import polars as pl
import pytest

from gaitbelt.services.coding import code_visits
from gaitbelt.tables.service_line import SERVICE_LINE

ON = date(2026, 3, 2)


def row(**cells: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "patient_id": "p1",
        "date_of_service": ON,
        "payer": "medicare",
        "discipline": "PT",
        "hcpcs_code": "97110",
        "minutes": 20,
    }
    return usual | cells


def at(hour: int, minute: int) -> datetime:
    return datetime(2026, 3, 2, hour, minute)  # noqa: DTZ001 (a clinic's wall clock)


def test_rows_of_one_code_on_one_day_become_one_line() -> None:
    rows = [row(minutes=8, modifiers=["59"]), row(minutes=7, modifiers=["GP", "KX"])]
    lines = code_visits(pl.DataFrame(rows)).lines
    assert lines.select("minutes", "unit_count").rows() == [(15, 1)]
    assert lines["modifiers"].to_list() == [["GP", "59", "KX"]]


@pytest.mark.parametrize(
    "apart",
    [
        {"patient_id": "p2"},
        {"discipline": "OT"},
        {"payer": "commercial"},
        {"date_of_service": date(2026, 3, 3)},
        {"billing_provider_npi": "1003000126"},
    ],
)
def test_minutes_are_not_pooled_across_what_keeps_visits_apart(apart: dict[str, object]) -> None:
    rows = [row(minutes=7), row(minutes=7, hcpcs_code="97140", **apart)]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    assert code_visits(frame).lines["unit_count"].to_list() == [0, 0]


def test_the_discipline_may_stand_in_the_modifiers() -> None:
    rows = [row(discipline=None, modifiers=["GO"], assistant_minutes=20)]
    lines = code_visits(pl.DataFrame(rows, schema_overrides={"discipline": pl.String})).lines
    assert lines["modifiers"].to_list() == [["GO", "CO"]]


def test_a_row_marked_cq_without_assistant_minutes_is_the_assistants() -> None:
    rows = [row(minutes=15, modifiers=["GP", "CQ"]), row(minutes=25, modifiers=["GP"])]
    lines = code_visits(pl.DataFrame(rows)).lines
    assert lines.select("minutes", "unit_count", "modifiers").rows() == [
        (25, 2, ["GP"]),
        (15, 1, ["GP", "CQ"]),
    ]


def test_the_coded_frame_keeps_the_tabular_contract() -> None:
    lines = code_visits(pl.DataFrame([row()])).lines
    assert lines.columns == [*SERVICE_LINE, "counting_method", "alternatives", "reason"]
    assert lines.schema.items() >= SERVICE_LINE.items()


def test_a_row_without_a_payer_takes_the_one_named_for_all() -> None:
    frame = pl.DataFrame([row()]).drop("payer")
    assert code_visits(frame, payer="Medicare").lines["payer"].to_list() == ["medicare"]
    assert code_visits(frame).problems["problem_code"].to_list() == ["no_payer"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"minutes": -1}, "negative_minutes"),
        ({"minutes": 7.5}, "fractional_minutes"),
        ({"minutes": 1441}, "too_many_minutes"),
        ({"minutes": None}, "no_minutes"),
        ({"assistant_minutes": 21}, "assistant_above_total"),
        ({"assistant_minutes": -1}, "negative_minutes"),
        ({"hcpcs_code": "97001"}, "code_not_in_force"),
        ({"hcpcs_code": "99999"}, "code_not_in_force"),
        ({"hcpcs_code": " "}, "no_hcpcs_code"),
        ({"date_of_service": None}, "no_date_of_service"),
        ({"date_of_service": date(1999, 1, 4)}, "no_counting_rule"),
        ({"discipline": "XX"}, "unknown_discipline"),
        ({"setting": "home"}, "unknown_setting"),
        ({"started_at": at(9, 0), "ended_at": at(9, 0)}, "ends_before_start"),
    ],
)
def test_an_impossible_row_is_named_and_the_others_are_coded(
    cells: dict[str, object], code: str
) -> None:
    frame = pl.DataFrame(
        [row(patient_id="p2"), row(**cells)], infer_schema_length=None, strict=False
    )
    coded = code_visits(frame)
    assert coded.lines["patient_id"].to_list() == ["p2"]
    problems = coded.problems
    assert problems.select("row", "level", "problem_code").rows() == [(2, "row", code)]
    assert all(problems["message"].to_list() + problems["fix"].to_list())


def test_one_on_one_time_with_two_patients_at_once_is_named_for_both() -> None:
    rows = [
        row(patient_id="p1", started_at=at(9, 0), ended_at=at(9, 30)),
        row(patient_id="p2", started_at=at(9, 20), ended_at=at(9, 40)),
        row(patient_id="p3", started_at=at(9, 40), ended_at=at(10, 0)),
        row(patient_id="p4", hcpcs_code="97150", started_at=at(9, 0), ended_at=at(10, 0)),
    ]
    coded = code_visits(pl.DataFrame([each | {"rendering_provider_npi": "1"} for each in rows]))
    assert coded.problems.select("row", "problem_code").rows() == [(1, "overlap"), (2, "overlap")]
    assert coded.lines["patient_id"].to_list() == ["p3", "p4"]


def test_a_payer_without_a_method_of_its_own_is_noted_once() -> None:
    frame = pl.DataFrame([row(payer="a plan"), row(payer="a plan", patient_id="p2")])
    problems = code_visits(frame).problems
    assert problems["level"].to_list() == ["note"]
    assert "AMA midpoint is used" in problems["message"].item()


def test_an_empty_frame_gives_no_lines() -> None:
    coded = code_visits(pl.DataFrame([row()]).clear())
    assert (coded.lines.height, coded.problems.height) == (0, 0)
