"""``gaitbelt check``: what is found, what is not, and how the program ends."""

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

import gaitbelt
from gaitbelt.services.answer import as_json
from gaitbelt.tables.finding import FINDING
from tests.cli.asking import Answer, ask, visits

SIX_ERRORS: dict[str, tuple[list[Mapping[str, object]], str]] = {
    "97001 after 2016": ([{"hcpcs_code": "97001", "date_of_service": "2018-03-05",
                           "unit_count": 1}], "COD001"),
    "always-therapy code without GP": ([{"modifiers": ""}], "MOD001"),
    "manual therapy beside massage": ([
        {"hcpcs_code": "97140", "unit_count": 1, "minutes": 15},
        {"hcpcs_code": "97124", "unit_count": 1, "minutes": 15, "line_number": 2},
    ], "PTP002"),
    "four units of an evaluation": ([{"hcpcs_code": "97162", "unit_count": 4}], "UNT005"),
    "PT evaluation with GO": ([{"hcpcs_code": "97162", "unit_count": 1, "modifiers": "GO"}],
                              "MOD003"),
    "thirty units of exercise": ([{"unit_count": 30, "minutes": 450}], "PTP003"),
}  # fmt: skip
"""The rehab errors that the nearest Python peer missed, and the rule that finds each."""

NO_FALSE_ALARM = [("97530", "97116"), ("97530", "97140"), ("97161", "97140"),
                  ("97161", "97530"), ("97161", "97150"), ("97164", "97110")]  # fmt: skip
"""Pairs that vendors' charts call conflicts and NCCI does not, in practitioner settings."""

USER_CARD = """---
code: ZZZ001
name: gait-training-billed
status: active
grain: service line
severity: note
payers: [any]
effective_from: 2020-01-01
checked_on: 2026-11-21
confidence: D
message: "{hcpcs_code} was billed."
authority:
  - cite: our own house rule
---
# Gait training was billed

## What it checks
Any line of 97116.

## Why it matters
We look at each of them.

## How to fix
Look at it.
"""
USER_PREDICATE = '''"""ZZZ001."""

import polars as pl

from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether gait training was billed."""
    return pl.col("hcpcs_code") == "97116"
'''


def found(answer: Answer, claim_id: str = "c1") -> set[str]:
    """Return the rules in breach on a claim."""
    rows = answer.json["findings"]
    return {
        row["rule_code"]
        for row in rows
        if row["outcome"] == "breach" and row["claim_id"] == claim_id
    }


def test_the_six_rehab_errors_are_found_in_one_file(tmp_path: Path) -> None:
    rows = [
        {**row, "claim_id": f"c{number}", "patient_id": f"p{number}"}
        for number, (lines, _) in enumerate(SIX_ERRORS.values())
        for row in lines
    ]
    path = visits(tmp_path, *rows, {"claim_id": "clean", "patient_id": "p99"})
    answer = ask("check", path, "--format", "json")
    assert answer.code == 1
    for number, (name, (_, rule_code)) in enumerate(SIX_ERRORS.items()):
        assert rule_code in found(answer, f"c{number}"), name
    assert [row for row in answer.json["findings"] if row["claim_id"] == "clean"] == []


def test_a_column_two_code_without_its_modifier_is_found(tmp_path: Path) -> None:
    lines = [
        {"hcpcs_code": "97530", "unit_count": 1, "minutes": 15},
        {"hcpcs_code": "97150", "unit_count": 1, "minutes": 15, "line_number": 2},
    ]
    edit = ask("pairs", "97530", "97150", "--on", "2026-03-02", "--format", "json").json
    assert (edit["active"], edit["modifier_indicator"]) == (True, 1)
    bare = ask("check", visits(tmp_path, *lines), "--format", "json")
    assert "PTP001" in found(bare)
    parted = [{**line, "modifiers": "GP 59"} if line["hcpcs_code"] == edit["column_two"] else line
              for line in lines]  # fmt: skip
    assert "PTP001" not in found(ask("check", visits(tmp_path, *parted), "--format", "json"))


def test_nothing_is_found_on_a_clean_visit(tmp_path: Path) -> None:
    answer = ask("check", visits(tmp_path, {}), "--format", "json")
    assert answer.code == 0
    assert answer.json["findings"] == []
    assert answer.json["summary"]["judged_share"] == 1.0
    said = ask("check", visits(tmp_path, {})).out
    assert said.startswith("Judged 100 % of what the rules ask of 1 line of 1 claim;")
    assert "Found no breach." in said


@pytest.mark.parametrize("codes", NO_FALSE_ALARM, ids=" with ".join)
def test_what_only_vendor_charts_call_a_conflict_is_clear(
    codes: tuple[str, str], tmp_path: Path
) -> None:
    rows = [
        {"hcpcs_code": each, "line_number": number, "unit_count": 1, "minutes": 15}
        for number, each in enumerate(codes, 1)
    ]
    answer = ask("check", visits(tmp_path, *rows), "--format", "json")
    assert {code for code in found(answer) if code.startswith("PTP")} == set()


def test_a_missing_column_cannot_pass_for_clear(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("hcpcs_code,date_of_service,payer,unit_count\n97110,2026-03-02,medicare,1\n")
    told = ask("check", path, "--format", "json").json
    assert told["summary"]["judged_share"] < 1
    assert told["summary"]["missing"]["modifiers"] >= 1
    assert {row["outcome"] for row in told["findings"]} == {"cannot tell"}
    assert all(row["missing"] for row in told["findings"])
    assert "Missing where it could not be told:" in ask("check", path).out


def test_the_exit_code_follows_the_severity_asked_for(tmp_path: Path) -> None:
    # Two lines of one timed code on one day: a note, nothing worse (97110, 15 minutes each).
    half = {"charge_amount": "45.00", "allowed_amount": "30.00"}
    lines = [{"unit_count": 1, "minutes": 15, "line_number": n, **half} for n in (1, 2)]
    path = visits(tmp_path, *lines)
    assert found(ask("check", path, "--format", "json")) == {"UNT006"}
    assert ask("check", path).code == 0
    assert ask("check", path, "--fail-on", "underpaid").code == 0
    assert ask("check", path, "--fail-on", "note").code == 1
    assert ask("check", path, "--fail-on", "never").code == 0
    worse = visits(tmp_path, {"modifiers": ""})
    assert ask("check", worse).code == 1
    assert ask("check", worse, "--fail-on", "never").code == 0


def test_outcomes_choose_what_is_listed_and_not_how_it_ends(tmp_path: Path) -> None:
    path = visits(tmp_path, {"modifiers": "", "allowed_amount": ""})
    both = ask("check", path, "--format", "json")
    assert {row["outcome"] for row in both.json["findings"]} == {"breach", "cannot tell"}
    some = ask("check", path, "--format", "json", "--outcomes", "cannot-tell")
    assert {row["outcome"] for row in some.json["findings"]} == {"cannot tell"}
    assert some.code == both.code == 1
    clear = ask("check", path, "--format", "json", "--outcomes", "clear").json["findings"]
    assert {row["outcome"] for row in clear} == {"clear"}
    assert ask("check", path, "--outcomes", "perhaps").code == 2


def test_the_library_gives_the_same_bytes_as_the_command(tmp_path: Path) -> None:
    path = visits(tmp_path, {"modifiers": ""}, {"claim_id": "c2", "unit_count": 30})
    assert ask("check", path, "--format", "json").out == "".join(as_json(gaitbelt.check(path)))


def test_a_finding_shows_everything_that_the_contract_promises(tmp_path: Path) -> None:
    answer = ask("check", visits(tmp_path, {"modifiers": ""}), "--format", "json")
    (row,) = answer.json["findings"]
    assert list(row) == list(FINDING)
    assert row["finding_id"].startswith("MOD001-")
    assert (row["claim_id"], row["line_number"], row["patient_id"]) == ("c1", 1, "p1")
    assert row["date_of_service"] == "2026-03-02"
    assert row["exposure_amount"] == "90.00"
    assert isinstance(row["evidence"], dict)
    assert row["citations"]
    assert row["fix"].endswith(".")


def test_the_text_names_claim_rule_fix_and_source(tmp_path: Path) -> None:
    said = ask("check", visits(tmp_path, {"modifiers": ""})).out
    assert "Found 1 breach; 1 claim at risk with $90.00." in said
    assert "deny · claim c1, line 1, 2026-03-02:" in said
    assert "  To do: Add GP, GO or GN" in said
    assert "  By: CMS CR 10176" in said


@pytest.mark.parametrize("name", ["f.json", "f.csv", "f.parquet", "f.html", "f.txt"])
def test_the_output_files_name_says_its_format(name: str, tmp_path: Path) -> None:
    output = tmp_path / name
    answer = ask("check", visits(tmp_path, {"modifiers": ""}), "--output", output)
    assert answer.code == 1
    assert f"Written to {output}." in answer.out
    assert output.stat().st_size > 0
    if name == "f.html":
        assert output.read_text("utf-8").lstrip().startswith("<!")


def test_csv_and_parquet_hold_the_same_findings(tmp_path: Path) -> None:
    path = visits(tmp_path, {"modifiers": ""}, {"claim_id": "c2", "unit_count": 30})
    ask("check", path, "--output", tmp_path / "f.parquet")
    ask("check", path, "--output", tmp_path / "f.csv")
    frame = pl.read_parquet(tmp_path / "f.parquet")
    assert frame.schema == pl.Schema(FINDING)
    assert frame.equals(gaitbelt.check(path).findings)
    text = pl.read_csv(tmp_path / "f.csv", infer_schema=False)
    assert text["finding_id"].to_list() == frame["finding_id"].to_list()
    assert [json.loads(each) for each in text["evidence"]] == [
        json.loads(each) for each in frame["evidence"]
    ]


def test_csv_holds_nothing_that_a_spreadsheet_would_run(tmp_path: Path) -> None:
    path = visits(tmp_path, {"modifiers": "", "claim_id": "=1+2", "patient_id": "@p1"})
    answer = ask("check", path, "--format", "csv")
    assert "'=1+2" in answer.out
    assert "'@p1" in answer.out
    assert ask("check", path, "--format", "json").json["findings"][0]["claim_id"] == "=1+2"


def test_known_on_judges_by_what_was_published_then(tmp_path: Path) -> None:
    # Medicare's threshold of 2026 was published after 2024; before that nobody could know it.
    path = visits(tmp_path, {"allowed_amount": "5000.00"})
    now = ask("check", path, "--format", "json")
    assert "THR001" in found(now)
    then = ask("check", path, "--format", "json", "--known-on", "2024-06-30")
    assert then.json["summary"]["known_on"] == "2024-06-30"
    assert now.json["findings"] != then.json["findings"]


def test_payer_and_setting_are_taken_for_lines_that_name_none(tmp_path: Path) -> None:
    path = visits(tmp_path, {"payer": "", "setting": "", "modifiers": ""})
    assert found(ask("check", path, "--format", "json")) == set()
    told = ask("check", path, "--format", "json", "--payer", "Medicare", "--setting", "outpatient")
    assert "MOD001" in found(told)
    assert told.json["summary"]["payer"] == "medicare"


def test_a_users_rule_is_judged_like_the_others(tmp_path: Path) -> None:
    family = tmp_path / "own" / "rules" / "house"
    family.mkdir(parents=True)
    (family / "zzz001_gait_training_billed.md").write_text(USER_CARD)
    (family / "zzz001_gait_training_billed.py").write_text(USER_PREDICATE)
    path = visits(tmp_path, {"hcpcs_code": "97116"})
    own = ("--rules", tmp_path / "own")
    assert found(ask("check", path, *own, "--format", "json")) == {"ZZZ001"}
    assert "ZZZ001" in ask("rules", *own, "--family", "house").out


def test_a_users_payer_value_prevails(tmp_path: Path) -> None:
    payer = tmp_path / "own" / "our_payer"
    payer.mkdir(parents=True)
    (payer / "profile.yaml").write_text(
        "title: Ours\nbased_on: commercial\ndescription: Ours.\nconfidence: D\ncite: contract\n"
    )
    (payer / "unit_counting_method.yaml").write_text(
        "description: How units are counted.\nunit: method\nchecked_on: 2026-11-21\n"
        "confidence: D\nvalues:\n"
        "  - {effective_from: 2020-01-01, value: medicare-total-time, published: 2020-01-01,"
        ' cite: "contract"}\n'
    )
    # Three codes of eight minutes: three units by the midpoint, two by total time (24).
    lines = [
        {"hcpcs_code": code, "line_number": n, "unit_count": 1, "minutes": 8, "payer": "our_payer"}
        for n, code in enumerate(("97110", "97112", "97535"), 1)
    ]
    path = visits(tmp_path, *lines)
    assert "UNT001" not in found(ask("check", path, "--format", "json"))
    told = ask("check", path, "--rules", tmp_path / "own", "--format", "json")
    assert "UNT001" in found(told)


def test_a_rule_is_switched_off_with_a_reason_until_its_day(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    entry = "- {{code: MOD001, reason: our payer adds it, until: {}}}\n"
    path = visits(tmp_path, {"modifiers": ""})
    (own / "switched_off.yaml").write_text(entry.format("9999-12-31"))
    off = ask("check", path, "--rules", own)
    assert off.code == 0
    assert "Switched off through 9999-12-31: MOD001 (our payer adds it)." in off.out
    later = tmp_path / "later"
    later.mkdir()
    (later / "switched_off.yaml").write_text(entry.format("2020-01-01"))
    assert ask("check", path, "--rules", later).code == 1


def test_several_workers_find_the_same(tmp_path: Path) -> None:
    path = visits(tmp_path, {"modifiers": ""}, {"claim_id": "c2", "unit_count": 30})
    one = ask("check", path, "--format", "json")
    assert ask("check", path, "--format", "json", "--workers", "2").out == one.out


def test_professional_claims_are_checked_too(corpus: Path) -> None:
    folder = corpus / "data" / "x12"
    index = pl.read_csv(folder / "INDEX.csv", infer_schema=False)
    sound = index.filter(
        pl.col("tx") == "837P",
        pl.col("versions") == "005010X222A1",
        pl.col("pyx12_4_0_0") == "True",
        pl.col("therapy_codes").is_not_null(),
    )
    assert not sound.is_empty()
    for name in sound["file"].head(3):
        answer = ask("check", next(folder.rglob(Path(name).name)), "--format", "json")
        assert answer.code in (0, 1)
        assert answer.json["summary"]["line_count"] > 0


def test_a_payer_that_is_not_held_is_named_once_with_what_is_used(tmp_path: Path) -> None:
    path = visits(
        tmp_path, {"payer": "acme_health"}, {"payer": "acme_health"}, {"payer": "medicare"}
    )
    (note,) = ask("check", path, "--format", "json").json["problems"]
    assert note["level"] == "note"
    assert note["message"] == (
        "Payer acme_health is not held by name: the generic commercial profile is used."
    )
