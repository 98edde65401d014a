"""``gaitbelt rules``, ``explain`` and ``code``."""

import json
from pathlib import Path

import polars as pl
import pytest

import gaitbelt
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.tables.diagnosis import DIAGNOSIS
from gaitbelt.tables.service_line import SERVICE_LINE
from tests.cli.asking import CLEAN, ask, visits, written


def test_every_rule_is_listed_with_its_severity() -> None:
    answer = ask("rules")
    assert answer.code == 0
    row = next(line for line in answer.out.splitlines() if line.startswith("UNT001"))
    assert "deny" in row
    assert "Timed units exceed the minutes that support them" in row


def test_a_family_is_named_by_folder_or_by_letters() -> None:
    by_folder = ask("rules", "--family", "units", "--format", "json").json["rules"]
    by_letters = ask("rules", "--family", "unt", "--format", "json").json["rules"]
    assert by_folder == by_letters
    assert {card["code"][:3] for card in by_folder} == {"UNT"}


def test_a_card_is_shown_in_full() -> None:
    shown = ask("rules", "unt001").out
    for heading in ("What it checks", "Why it matters", "How to fix", "Worked examples",
                    "Authority"):  # fmt: skip
        assert f"\n{heading}\n" in shown
    assert "CMS Pub. 100-04, Ch. 5, § 20.2" in shown
    assert ask("rules", "UNT001", "--format", "json").json["code"] == "UNT001"


@pytest.mark.parametrize("name", ["f.parquet", "f.json", "f.csv"])
def test_a_finding_is_explained_from_any_file_the_check_wrote(name: str, tmp_path: Path) -> None:
    lines = {"unit_count": 3, "minutes": 30, "hcpcs_code": "97112"}
    ask("check", visits(tmp_path, lines), "--output", tmp_path / name)
    found = gaitbelt.check(visits(tmp_path, lines)).findings.row(0, named=True)
    answer = ask("explain", found["finding_id"], "--in", tmp_path / name)
    assert answer.code == 0
    assert answer.out.strip() == str(gaitbelt.explain(found))
    assert answer.out.startswith(f"{found['rule_code']} · ")
    assert "\n1. Judged by" in answer.out
    assert "\nSource: " in answer.out


def test_the_library_explains_a_finding_however_it_is_given(tmp_path: Path) -> None:
    path = visits(tmp_path, {"modifiers": ""})
    findings = gaitbelt.check(path).findings
    row = ask("check", path, "--format", "json").json["findings"][0]
    told = gaitbelt.explain(findings.row(0, named=True))
    assert gaitbelt.explain(row) == told
    assert gaitbelt.explain(findings.row(0)) == told
    assert gaitbelt.explain(findings.head(1)) == told
    asked = ask("explain", told.finding_id, "--in", written_json(tmp_path, row), "--format", "json")
    assert asked.json["steps"] == list(told.steps)


def test_what_is_no_finding_is_not_explained() -> None:
    for odd in ({"claim_id": "c1"}, ("a", "b"), pl.DataFrame()):
        with pytest.raises(GaitbeltError):
            gaitbelt.explain(odd)


def test_a_finding_that_the_file_does_not_hold_ends_with_2(tmp_path: Path) -> None:
    ask("check", visits(tmp_path, {"modifiers": ""}), "--output", tmp_path / "f.json")
    answer = ask("explain", "MOD001-0", "--in", tmp_path / "f.json")
    assert answer.code == 2
    assert "holds 1 finding, none with the id MOD001-0" in answer.err


def test_a_file_without_findings_ends_with_3(tmp_path: Path) -> None:
    for path in (visits(tmp_path, {}), tmp_path / "none.json", tmp_path):
        assert ask("explain", "MOD001-0", "--in", path).code == 3


def test_visits_become_coded_lines_on_the_output(tmp_path: Path) -> None:
    # CMS Pub. 100-04, Ch. 5, § 20.2(C): 24 and 23 minutes are two units and one.
    rows = [
        {"hcpcs_code": "97112", "minutes": 24, "unit_count": "", "modifiers": ""},
        {"hcpcs_code": "97110", "minutes": 23, "unit_count": "", "modifiers": ""},
    ]
    answer = ask("code", visits(tmp_path, *rows))
    assert answer.code == 0
    coded = pl.read_csv(answer.out.encode())
    assert coded.columns == [*SERVICE_LINE, *DIAGNOSIS, "counting_method", "alternatives", "reason"]
    assert coded.select("hcpcs_code", "modifiers", "unit_count").rows() == [
        (97112, "GP", 2),
        (97110, "GP", 1),
    ]


@pytest.mark.parametrize("name", ["out.csv", "out.json", "out.parquet"])
def test_coded_lines_go_to_the_file_as_it_is_called(name: str, tmp_path: Path) -> None:
    path = visits(tmp_path, {"unit_count": ""})
    answer = ask("code", path, "--to", tmp_path / name)
    assert answer.code == 0
    assert answer.out == ""
    assert ask("check", tmp_path / name).code == 0 if name != "out.json" else True


def test_a_row_that_cannot_be_counted_is_named_and_the_rest_coded(tmp_path: Path) -> None:
    path = visits(tmp_path, {"minutes": "-5"}, {"patient_id": "p2"})
    answer = ask("code", path, "--format", "json")
    assert answer.code == 0
    assert len(answer.json["lines"]) == 1
    assert "visits.csv, row 1: " in answer.err


def test_a_payer_is_taken_for_visits_that_name_none(tmp_path: Path) -> None:
    path = visits(tmp_path, {"payer": "", "minutes": 8, "unit_count": ""})
    assert ask("code", path, "--format", "json").json["lines"] == []
    told = ask("code", path, "--format", "json", "--payer", "medicare").json["lines"]
    assert [line["payer"] for line in told] == ["medicare"]


def test_coded_lines_are_shown_as_a_table(tmp_path: Path) -> None:
    path = written(tmp_path / "v.csv", [CLEAN])
    assert "30 minutes: 2 whole units." in ask("code", path, "--format", "text").out


def written_json(folder: Path, row: object) -> Path:
    path = folder / "row.json"
    path.write_text(json.dumps([row]), encoding="utf-8")
    return path
