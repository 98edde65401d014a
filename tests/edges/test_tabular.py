"""The reader of tables: columns, cells, and files that are not what they are called."""

import gzip
import json
import random
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.edges.reading import read
from gaitbelt.edges.result import LINES, ReadResult, combined
from gaitbelt.edges.tabular.columns import ALIASES
from gaitbelt.edges.tabular.service_lines import iter_service_lines, read_service_lines
from gaitbelt.tables.service_line import CONTRACT

HEADING = "claim_id,line_number,patient_id,date_of_service,hcpcs_code,modifiers,unit_count,minutes"
ROWS = [
    "A1,1,p1,2026-03-02,97110,GP 59,2,24",
    "A1,2,p1,2026-03-02,97140,GP,1,15",
    "A2,1,p2,2026-03-03,g0283,,1,",
]
GOOD = "\n".join([HEADING, *ROWS]) + "\n"


def from_text(text: str | bytes, name: str = "visits.csv") -> ReadResult:
    content = text.encode() if isinstance(text, str) else text
    return read_service_lines(content, file_name=name)


def codes(result: ReadResult, level: str) -> list[str]:
    return result.problems.filter(pl.col("level") == level)["problem_code"].to_list()


def one_cell(column: str, cell: str) -> ReadResult:
    return from_text(f'hcpcs_code,{column}\n97110,"{cell}"\n97140,\n')


# --- columns ---------------------------------------------------------------------------


def test_a_clean_table_gives_typed_lines_and_no_problem() -> None:
    result = from_text(GOOD)
    assert dict(result.lines.schema).items() >= LINES.items()
    assert result.problems.height == 0
    assert result.lines["unit_count"].to_list() == [2, 1, 1]
    assert result.lines["modifiers"].to_list() == [["GP", "59"], ["GP"], []]
    assert result.lines["hcpcs_code"].to_list()[2] == "G0283"
    assert result.lines["source_row"].to_list() == [1, 2, 3]
    assert result.lines["is_subject"].all()


def test_an_absent_column_is_unknown_and_a_blank_cell_is_none_or_zero() -> None:
    absent = from_text("hcpcs_code\n97110\n").lines.row(0, named=True)
    assert absent["modifiers"] is None
    assert absent["assistant_minutes"] is None
    blank = from_text("hcpcs_code,modifiers,assistant_minutes,minutes\n97110,,,\n")
    line = blank.lines.row(0, named=True)
    assert line["modifiers"] == []
    assert line["assistant_minutes"] == 0
    assert line["minutes"] is None


def test_unknown_columns_are_named_in_a_note_and_ignored() -> None:
    result = from_text("hcpcs_code,shoe size\n97110,9\n")
    assert result.lines.height == 1
    assert result.notes == ("Columns passed over as unknown: shoe size.",)


def test_other_names_of_columns_are_accepted_and_reported() -> None:
    result = from_text("DOS,CPT,Units\n2026-03-02,97110,2\n")
    line = result.lines.row(0, named=True)
    assert (line["date_of_service"], line["unit_count"]) == (date(2026, 3, 2), 2)
    named = "dos as date_of_service, cpt as hcpcs_code, units as unit_count"
    assert result.notes == (f"Columns read under another name: {named}.",)


def test_every_alias_stands_for_a_contract_column() -> None:
    assert set(ALIASES.values()) <= set(CONTRACT)
    assert not set(ALIASES) & set(CONTRACT)


def test_modifiers_in_their_own_columns_are_put_together_in_order() -> None:
    result = from_text("hcpcs_code,modifier_2,modifier_1,mod3\n97110,59,GP,\n97140,,GP,KX\n")
    assert result.lines["modifiers"].to_list() == [["GP", "59"], ["GP", "KX"]]


def test_a_column_given_twice_is_read_once_and_reported() -> None:
    result = from_text("hcpcs_code,unit_count,unit_count\n97110,1,9\n")
    assert result.lines["unit_count"].to_list() == [1]
    assert codes(result, "note") == ["columns-twice"]


def test_the_contracts_name_wins_over_an_alias() -> None:
    result = from_text("units,hcpcs_code,unit_count\n9,97110,1\n")
    assert result.lines["unit_count"].to_list() == [1]


# --- cells -----------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["2026-03-02", "3/2/2026", "03/02/2026", "20260302",
                                  "2026-03-02 00:00:00", "2026-03-02T09:30:00"])  # fmt: skip
def test_dates_are_read_in_the_usual_ways(cell: str) -> None:
    result = one_cell("date_of_service", cell)
    assert result.lines["date_of_service"].to_list()[0] == date(2026, 3, 2)
    assert codes(result, "note") == ([] if cell == "2026-03-02" else ["dates-rewritten"])


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("date_of_service", "2025-13-02"),
        ("date_of_service", "3/2/26"),
        ("date_of_service", "45718"),
        ("unit_count", "two"),
        ("unit_count", "1.5"),
        ("unit_count", "1e3"),
        ("minutes", "24 min"),
        ("minutes", "99999999999999999999"),
        ("charge_amount", "12,50"),
        ("charge_amount", "45.005"),
        ("charge_amount", "free"),
        ("charge_amount", "$"),
        ("discipline", "yoga"),
        ("setting", "home"),
        ("started_at", "noon"),
        ("diagnosis_pointers", "first"),
    ],
)
def test_a_cell_that_cannot_be_read_leaves_out_its_row_and_no_other(column: str, cell: str) -> None:
    result = one_cell(column, cell)
    assert result.lines["hcpcs_code"].to_list() == ["97140"]
    told = result.problems.filter(pl.col("level") == "row").row(0, named=True)
    assert (told["file"], told["row"], told["element"]) == ("visits.csv", 1, column)
    assert "row 1" in told["message"]
    assert told["fix"].endswith("the row was left out.")


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("unit_count", " 2 ", 2),
        ("unit_count", "2.0", 2),
        ("minutes", "-5", -5),
        ("charge_amount", "$1,200.50", Decimal("1200.50")),
        ("charge_amount", "45", Decimal("45.00")),
        ("charge_amount", ".5", Decimal("0.50")),
        ("discipline", "pt", "PT"),
        ("setting", "Outpatient", "outpatient"),
        ("payer", "Medicare Advantage", "medicare_advantage"),
        ("modifiers", "gp;59, kx", ["GP", "59", "KX"]),
        ("diagnosis_codes", "m54.50 M25.561", ["M54.50", "M25.561"]),
        ("diagnosis_pointers", "1,2", [1, 2]),
        ("diagnosis_pointers", "AB", [1, 2]),
        ("place_of_service_code", "2", "02"),
        ("rendering_provider_npi", "1234567893.0", "1234567893"),
    ],
)
def test_cells_are_read_as_they_are_meant(column: str, cell: str, expected: object) -> None:
    result = one_cell(column, cell)
    assert result.lines[column].to_list()[0] == expected
    assert codes(result, "row") == []


def test_clock_times_take_the_lines_date() -> None:
    text = (
        "date_of_service,hcpcs_code,started_at,ended_at\n2026-03-02,97110,9:05,10:00 AM\n"
        "2026-03-02,97140,2026-03-02T13:00:00,1:30 pm\n"
    )
    lines = from_text(text).lines
    assert lines["started_at"].to_list() == [
        datetime(2026, 3, 2, 9, 5),  # noqa: DTZ001  # clinic wall time carries no zone
        datetime(2026, 3, 2, 13, 0),  # noqa: DTZ001  # clinic wall time carries no zone
    ]
    assert lines["ended_at"].to_list() == [
        datetime(2026, 3, 2, 10, 0),  # noqa: DTZ001  # clinic wall time carries no zone
        datetime(2026, 3, 2, 13, 30),  # noqa: DTZ001  # clinic wall time carries no zone
    ]


def test_an_unknown_word_is_reported_with_the_allowed_ones() -> None:
    told = one_cell("discipline", "yoga").problems.row(0, named=True)
    assert "PT, OT, SLP" in told["fix"]


def test_text_in_the_wrong_place_is_not_repeated_in_a_message() -> None:
    result = from_text("hcpcs_code,minutes\n97110,Zzyzx Person\n")
    assert "Zzyzx" not in json.dumps(result.problems.rows())


# --- rows and files --------------------------------------------------------------------


def test_a_row_with_another_number_of_cells_is_left_out_and_reported() -> None:
    result = from_text(GOOD + "A3,1,p3\nA4,1,p4,2026-03-03,97110,GP,1,200,50\n")
    assert result.lines.height == 3
    assert codes(result, "row") == ["row-ragged", "row-ragged"]
    assert result.problems["row"].to_list() == [4, 5]


def test_blank_rows_are_passed_over_and_counted() -> None:
    result = from_text("hcpcs_code,unit_count\n97110,1\n\n,\n97140,2\n")
    assert result.lines["source_row"].to_list() == [1, 4]
    assert result.problems.height == 0


def test_a_quoted_cell_may_hold_the_separator_and_a_line_end() -> None:
    result = from_text('claim_id,hcpcs_code,modifiers\n"A\n1",97110,"GP,59"\nA2,97140,GP\n')
    assert result.lines["modifiers"].to_list() == [["GP", "59"], ["GP"]]
    assert result.problems.height == 0


def test_a_quote_that_never_closes_loses_no_row() -> None:
    result = from_text('claim_id,hcpcs_code\n"A1,97110\nA2,97140\n')
    assert result.lines["hcpcs_code"].to_list() == ["97110", "97140"]
    assert codes(result, "note") == ["quotes-uneven"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_the_separator_and_the_line_ends_do_not_matter(separator: str, ending: str) -> None:
    text = GOOD.replace(",", separator).replace("\n", ending)
    assert from_text(text).lines.equals(from_text(GOOD).lines)


@pytest.mark.parametrize(
    ("encoding", "codes_told"),
    [("utf-8", []), ("utf-8-sig", []), ("cp1252", ["encoding"]), ("utf-16", ["encoding"])],
)
def test_the_encoding_is_found_and_told(encoding: str, codes_told: list[str]) -> None:
    result = from_text("claim_id,hcpcs_code\nÑ1,97110\n".encode(encoding))
    assert result.lines["claim_id"].to_list() == ["Ñ1"]
    assert codes(result, "note") == codes_told


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\n\n", "file-empty"),
        (b"Doe,Sample\nRoe,Other\n", "no-known-column"),
        (b"x" * 500_000, "no-known-column"),
        (b"PK\x03\x04rest", "file-spreadsheet"),
        (b"%PDF-1.7", "file-pdf"),
        (b"PAR1rest", "file-damaged"),
        (bytes(range(32)) * 40, "file-binary"),
        (b"[1, 2]", "file-not-json"),
        (b"[{", "file-not-json"),
        (gzip.compress(GOOD.encode())[:-12], "unopened"),
        (b"ISA*00*", "file-x12"),
    ],
)
def test_what_is_no_table_is_one_problem_about_the_file(content: bytes, code: str) -> None:
    result = from_text(content)
    assert codes(result, "file") == [code]
    assert result.lines.height == 0
    assert result.problems["fix"][0]


def test_a_heading_without_rows_is_a_note() -> None:
    result = from_text(HEADING + "\n")
    assert result.is_readable
    assert codes(result, "note") == ["no-rows"]


def test_a_folder_and_an_absent_file_are_problems_not_crashes(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv"):
        assert codes(read(path), "file") == ["unopened"]


def test_nul_bytes_are_left_out_with_a_note() -> None:
    result = from_text(GOOD.replace("97110", "97110\0").encode())
    assert result.lines.equals(from_text(GOOD).lines)
    assert codes(result, "note") == ["nul-bytes"]


def test_a_very_long_single_line_is_refused() -> None:
    result = from_text(b"hcpcs_code," * 5_000_000)
    assert codes(result, "file") == ["no-known-column"]


# --- the same lines in every form ------------------------------------------------------


def _lines() -> pl.DataFrame:
    return from_text(GOOD).lines.select(HEADING.split(","))


def test_every_form_of_a_table_gives_the_same_lines(tmp_path: Path) -> None:
    lines = _lines()
    records = [
        {name: value.isoformat() if isinstance(value, date) else value
         for name, value in row.items()}
        for row in lines.iter_rows(named=True)
    ]  # fmt: skip
    lines.write_parquet(tmp_path / "a.parquet")
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    (tmp_path / "c.json").write_text(json.dumps(records, indent=1), encoding="utf-8")
    (tmp_path / "d.json").write_text(json.dumps({"lines": records}), encoding="utf-8")
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(GOOD.encode()))
    (tmp_path / "f.csv").write_bytes((tmp_path / "a.parquet").read_bytes())
    for path in sorted(tmp_path.iterdir()):
        result = read(path)
        assert result.lines.select(lines.columns).equals(lines), path.name
        assert result.problems.height == 0, path.name


def test_a_parquet_file_may_hold_other_types_than_the_contract() -> None:
    frame = pl.DataFrame(
        {
            "hcpcs_code": pl.Series([97110, 97140]),
            "unit_count": pl.Series([2.0, 1.5]),
            "charge_amount": pl.Series([45.1, float("nan")]),
            "date_of_service": pl.Series(["2026-03-02", "2026-03-02"]).str.to_datetime(),
            "modifiers": pl.Series([["GP"], None], dtype=pl.List(pl.String)),
        }
    )
    content = _parquet(frame)
    result = from_text(content)
    line = result.lines.row(0, named=True)
    assert result.lines.height == 1
    assert (line["hcpcs_code"], line["unit_count"]) == ("97110", 2)
    assert line["charge_amount"] == Decimal("45.10")
    assert codes(result, "row") == ["unit-count-unreadable"]


def _parquet(frame: pl.DataFrame) -> bytes:
    from io import BytesIO

    target = BytesIO()
    frame.write_parquet(target)
    return target.getvalue()


def test_a_line_that_is_no_json_object_loses_no_other() -> None:
    text = '{"hcpcs_code": "97110", "unit_count": 2}\nnot json\n{"hcpcs_code": "97140"}\n'
    result = from_text(text)
    assert result.lines["hcpcs_code"].to_list() == ["97110", "97140"]
    assert result.lines["source_row"].to_list() == [1, 3]
    assert result.problems["row"].to_list() == [2]


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_batches_together_are_the_whole(form: str) -> None:
    rows = [f"A{at},1,p{at % 7},2026-03-02,97110,GP,{at % 4},{at % 60}" for at in range(40_000)]
    content = ("\n".join([HEADING, *rows]) + "\n").encode()
    lines = from_text(content).lines
    if form == "parquet":
        content = _parquet(lines.select(HEADING.split(",")))
    elif form == "jsonl":
        content = lines.select(HEADING.split(",")).write_ndjson().encode()
    parts = list(iter_service_lines(content, file_name="visits.csv", batch_rows=7000))
    assert len(parts) >= 6
    assert max(part.lines.height for part in parts) <= 7000
    assert combined(parts).lines.drop("source_file").equals(lines.drop("source_file"))


# --- laws ------------------------------------------------------------------------------


@given(st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_columns_does_not_matter(chance: random.Random) -> None:
    names = HEADING.split(",")
    order = list(range(len(names)))
    chance.shuffle(order)
    table = [line.split(",") for line in [HEADING, *ROWS]]
    mixed = "\n".join(",".join(line[at] for at in order) for line in table) + "\n"
    assert from_text(mixed).lines.equals(from_text(GOOD).lines)


@given(st.binary(max_size=2000))
@settings(max_examples=60, deadline=None)
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    assert dict(from_text(content).lines.schema).items() >= LINES.items()
    assert (
        dict(from_text(b"hcpcs_code,unit_count\n" + content).lines.schema).items() >= LINES.items()
    )


@given(st.lists(st.text(max_size=12), min_size=1, max_size=8), st.sampled_from(list(CONTRACT)))
@settings(max_examples=80, deadline=None)
def test_every_cell_is_either_read_or_reported(cells: list[str], column: str) -> None:
    other = "visit_id" if column != "visit_id" else "claim_id"
    rows = [json.dumps({column: cell, other: "v"}) for cell in cells]
    result = from_text("\n".join(rows) + "\n")
    assert result.lines.height + len(codes(result, "row")) == len(cells)


def test_lines_written_to_parquet_come_back_as_they_were() -> None:
    lines = from_text(GOOD).lines
    result = from_text(_parquet(lines))
    assert result.lines.drop("source_file").equals(lines.drop("source_file"))
    assert result.problems.height == 0
