"""Input that nobody meant: one clear line, the right exit code, never a traceback."""

from pathlib import Path

import pytest

from tests.cli.asking import ask, visits


def test_a_file_that_is_not_there_ends_with_3(tmp_path: Path) -> None:
    answer = ask("check", tmp_path / "none.csv")
    assert answer.code == 3
    assert "none.csv is not there." in answer.out
    assert answer.out.startswith("Nothing was judged")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (bytes(range(256)) * 20, "is not text"),
        (b"PAR1garbage", "cannot be read"),
        (b"%PDF-1.7 ...", "is a PDF"),
        (b"PK\x03\x04....", "spreadsheet"),
        (b"a,b,c\n1,2,3\n", "None of the columns"),
        (b"ISA*00*", "bad.csv"),
        (b"\xff\xfe\x00", "bad.csv"),
        (b"[1, 2", "bad.csv"),
    ],
    ids=["empty", "binary", "broken parquet", "pdf", "spreadsheet", "strange columns",
         "cut X12", "byte order mark", "cut JSON"],
)  # fmt: skip
def test_a_file_that_is_no_table_ends_with_3(content: bytes, told: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    for verb in ("check", "code"):
        answer = ask(verb, path)
        assert answer.code == 3
        assert told in answer.out + answer.err


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    answer = ask("check", tmp_path)
    assert answer.code == 3
    assert "is a folder" in answer.out


def test_what_could_be_read_is_judged_all_the_same(tmp_path: Path) -> None:
    good = visits(tmp_path, {"modifiers": ""})
    answer = ask("check", good, tmp_path / "none.csv", "--format", "json")
    assert answer.code == 3
    assert [row["rule_code"] for row in answer.json["findings"]] == ["MOD001"]
    assert answer.json["summary"]["unread"]["files"] == 1


def test_a_row_that_could_not_be_read_is_reported_and_the_rest_judged(tmp_path: Path) -> None:
    path = visits(tmp_path, {"date_of_service": "2026-13-02"}, {"claim_id": "c2"})
    answer = ask("check", path, "--format", "json")
    assert answer.code == 0
    assert answer.json["summary"]["line_count"] == 1
    (problem,) = answer.json["problems"]
    assert (problem["level"], problem["row"]) == ("row", 1)
    assert "Not read: 1 row." in ask("check", path).out


def test_a_row_with_two_unreadable_cells_is_one_row_left_out(tmp_path: Path) -> None:
    worse = {"date_of_service": "2026-13-02", "minutes": "half an hour"}
    answer = ask("check", visits(tmp_path, worse, {"claim_id": "c2"}), "--format", "json")
    assert len(answer.json["problems"]) == 2
    assert answer.json["summary"]["unread"]["rows"] == 1


def test_a_file_without_one_readable_row_ends_with_3(tmp_path: Path) -> None:
    answer = ask("check", visits(tmp_path, {"date_of_service": "2026-13-02"}))
    assert answer.code == 3
    assert answer.out.startswith("Nothing was judged")


def test_a_heading_without_rows_is_clean(tmp_path: Path) -> None:
    path = tmp_path / "heading.csv"
    path.write_text("date_of_service,hcpcs_code\n", encoding="utf-8")
    assert ask("check", path).code == 0


@pytest.mark.parametrize("column", ["hcpcs_code", "claim_id", "patient_id", "modifiers"])
def test_a_cell_of_thousands_of_characters_is_left_out_with_its_row(
    column: str, tmp_path: Path
) -> None:
    path = visits(tmp_path, {column: "9" * 5_000}, {"claim_id": "c2"})
    answer = ask("check", path, "--format", "json")
    assert answer.json["summary"]["line_count"] == 1
    (problem,) = answer.json["problems"]
    assert (problem["level"], problem["row"], problem["element"]) == ("row", 1, column)
    assert "a text of 5000 characters" in problem["message"]
    assert "9" * 50 not in answer.out


def test_an_impossible_row_of_a_visit_says_once_what_to_do(tmp_path: Path) -> None:
    path = visits(tmp_path, {"minutes": -5}, {"minutes": 10, "assistant_minutes": 15})
    first, second = ask("code", path, "--format", "json").json["problems"]
    assert first["message"] == "97110: -5 minutes are fewer than none."
    assert first["fix"] == "Give 0 or more."
    assert second["message"].endswith("more than its 10 minutes in all.")


def test_csv_on_the_output_leaves_problems_to_the_error_stream(tmp_path: Path) -> None:
    path = visits(tmp_path, {"date_of_service": "2026-13-02"}, {"claim_id": "c2"})
    answer = ask("check", path, "--format", "csv")
    assert answer.out.startswith("finding_id,")
    assert "row 1" in answer.err


def test_unicode_goes_through(tmp_path: Path) -> None:
    path = visits(tmp_path, {"claim_id": "Ärger-☃", "modifiers": ""}, name="visites été.csv")
    answer = ask("check", path, "--format", "json")
    assert answer.json["findings"][0]["claim_id"] == "Ärger-☃"
    assert answer.json["summary"]["files"] == ["visites été.csv"]


def test_a_patients_name_in_the_wrong_column_is_not_repeated(tmp_path: Path) -> None:
    path = visits(tmp_path, {"minutes": "Fictional Person"})
    for answer in (ask("check", path), ask("code", path), ask("check", path, "--format", "csv")):
        assert "Fictional" not in answer.out + answer.err


@pytest.mark.parametrize(
    "words",
    [
        ("bogus",),
        ("check",),
        ("check", "x.csv", "--bogus"),
        ("check", "x.csv", "--format", "xml"),
        ("check", "x.csv", "--format", "parquet"),
        ("check", "x.csv", "--fail-on", "fire"),
        ("check", "x.csv", "--workers", "0"),
        ("check", "x.csv", "--known-on", "soon"),
        ("check", "x.csv", "--rules", "no-such-folder"),
        ("check", "x.csv", "--setting", "moon"),
        ("code", "x.csv", "--format", "parquet"),
        ("units", "97110 23", "--on", "2026-02-30"),
        ("units", "97110 23", "--discipline", "MD"),
        ("pairs", "97110"),
        ("mue", "97110", "--setting", "moon"),
        ("rules", "XXX999"),
        ("rules", "--family", "elbows"),
        ("explain",),
        ("explain", "UNT001-0", "--in"),
    ],
    ids=" ".join,
)
def test_wrong_words_end_with_2_and_one_line(words: tuple[str, ...]) -> None:
    answer = ask(*words)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith("gaitbelt: ")
    assert answer.err.count("\n") == 1
    assert "nvalid" not in answer.err


def test_without_a_verb_the_verbs_are_listed() -> None:
    answer = ask()
    assert answer.code == 2
    assert "units" in answer.out


def test_an_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = visits(tmp_path, {})
    answer = ask("check", path, "--output", tmp_path / "no" / "such" / "f.json")
    assert answer.code == 2
    assert "could not be used" in answer.err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rules/house/zzz001_x.md", "no front matter"),
        ("rules/house/zzz001_x.md", "---\n: [\n---\n# x\n"),
        ("our_payer/some_value.yaml", "values: ["),
        ("switched_off.yaml", "- {code: MOD001}\n"),
        ("switched_off.yaml", "- {code: MOD001, reason: x, until: soon}\n"),
    ],
)
def test_a_users_folder_that_cannot_be_used_is_named(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / "own" / name
    path.parent.mkdir(parents=True)
    path.write_text(text)
    path.with_suffix(".py").write_text('"""Nothing."""\n')
    answer = ask("check", visits(tmp_path, {}), "--rules", tmp_path / "own")
    assert answer.code == 2
    assert answer.err.count("\n") == 1
