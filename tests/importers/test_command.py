"""``gaitbelt reference``: what a person types, and what comes back."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from gaitbelt.cli.reference import app
from gaitbelt.library.tables import REFERENCE
from tests.importers import official

CLAIM_HEADING = (
    "patient_id,claim_id,date_of_service,hcpcs_code,unit_count,modifiers,payer,setting,"
    "charge_amount,rendering_provider_npi,discipline"
)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store that the environment names."""
    path = tmp_path / "store"
    monkeypatch.setenv("GAITBELT_STORE", str(path))
    return path


def asked(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def answer(*words: str | Path) -> Any:  # noqa: ANN401 (whatever JSON holds)
    result = asked(*words, "--format", "json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_every_shipped_table_is_listed_with_its_provenance(store: Path) -> None:
    del store
    tables = answer("list")["tables"]
    shipped = {path.relative_to(REFERENCE).as_posix() for path in REFERENCE.glob("*/*.csv")}
    assert {each["name"] for each in tables} == shipped
    for each in tables:
        assert all(each[name] for name in ("what", "source", "vintage", "confidence"))
        assert len(each["sha256"]) == 64
        assert each["rows"] > 0
        assert each["is_local"] is False


def test_an_imported_table_is_listed_as_the_users_own(store: Path, tmp_path: Path) -> None:
    path = official.put(tmp_path, "ccipra-v323r0-f1.txt", official.pairs(official.LIVE))
    result = asked("import", path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "kept: NCCI procedure-to-procedure edits (PTP), practitioner from 2026-10-01" in (
        result.stdout
    )
    assert "held already" in asked("import", path).stdout
    (own,) = [each for each in answer("list")["tables"] if each["is_local"]]
    assert own["rows"] == 1
    assert own["unknown"] == ["The edition is told by the file's name alone."]
    assert f"{own['name']} (yours)" in asked("list").stdout
    assert store.is_dir()


def test_a_refused_file_ends_with_three_and_says_line_and_reason(
    store: Path, tmp_path: Path
) -> None:
    broken = official.pairs(official.LIVE, (*official.LIVE[:3], "20241301", *official.LIVE[4:]))
    result = asked("import", official.put(tmp_path, "ccipra-v323r0-f1.txt", broken))
    assert result.exit_code == 3
    assert "ccipra-v323r0-f1.txt, line 9: '20241301' is not a date" in result.stderr
    assert "Nothing was imported." in result.stderr
    assert not store.exists()


def test_setting_and_edition_are_given_where_a_file_does_not_tell_them(
    store: Path, tmp_path: Path
) -> None:
    path = official.put(tmp_path, "table.txt", official.pairs(official.LIVE))
    asked_for = ("--setting", "outpatient", "--edition", "2026-10-01", "--to", tmp_path / "other")
    kept = answer("import", path, *asked_for)["kept"]
    assert "outpatient" in kept[0]["what"]
    assert kept[0]["vintage"] == "in force from 2026-10-01"
    assert not store.exists()


def test_a_difference_is_shown_with_what_it_changes_for_claims(store: Path, tmp_path: Path) -> None:
    del store
    old = official.put(tmp_path, "ccipra-v322r0.txt", official.pairs(official.FINAL, official.VOID))
    new = official.put(
        tmp_path, "ccipra-v323r0.txt", official.pairs(official.FINAL, official.LIVE, official.VOID)
    )
    lines = [
        CLAIM_HEADING,
        "p1,c1,2026-08-03,97140,1,GP,medicare,practitioner,60.00,1234567893,PT",
        "p1,c1,2026-08-03,95851,1,GP,medicare,practitioner,40.00,1234567893,PT",
    ]
    claims = official.put(tmp_path, "claims.csv", "\n".join(lines))
    shown = asked("diff", old, new, "--claims", claims).stdout
    assert "2026-07-01 to 2026-10-01" in shown
    assert "added: 1, 1 of them of codes in the registry" in shown
    assert "PTP001" in shown
    told = answer("diff", old, new, "--claims", claims)
    (pairs,) = told["differences"]
    assert pairs["added"][0]["column_two"] == "95851"
    (rule,) = [each for each in told["effect"]["by_rule"] if each["rule_code"] == "PTP001"]
    assert (rule["new_breach_count"], rule["new_exposure_amount"]) == (1, "40.00")


def test_tables_of_the_store_are_compared_by_their_names(store: Path, tmp_path: Path) -> None:
    del store
    values = official.EXERCISE
    for name, release in (("a.csv", "January"), ("b.csv", "April")):
        path = official.put(tmp_path, name, official.relative_values(values, release=release))
        asked("import", path)
        values = official.values_row("97110", "0.45", "0.43", "0.01", "0.89")
    old, new = [each["name"] for each in answer("list")["tables"] if each["is_local"]]
    (found,) = answer("diff", old, new)["differences"]
    assert {each["column"] for each in found["changed"]} >= {"nonfacility_pe_rvu"}
