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
