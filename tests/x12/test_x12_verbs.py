"""``gaitbelt x12``: each verb over files of a practice that does not exist."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gaitbelt.cli.main import app

RUNNER = CliRunner()


def _run(*arguments: str | Path) -> tuple[int, str]:
    done = RUNNER.invoke(app, [str(each) for each in arguments])
    return done.exit_code, done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a claim file, its remittance and its claim acknowledgment."""
    where = tmp_path_factory.mktemp("x12")
    for kind in ("837P", "835", "277CA"):
        assert _run("x12", "generate", kind, "-o", where / f"{kind}.x12", "--claims", "25")[0] == 0
    return where


def test_inspect_counts_what_a_file_holds(folder: Path) -> None:
    code, text = _run("x12", "inspect", folder / "837P.x12")
    assert code == 0
    assert "claims 25" in text
    code, text = _run("x12", "inspect", folder / "835.x12", "--format", "json")
    assert json.loads(text)["tables"]["835"]["claims"] == 25


def test_validate_finds_nothing_in_clean_files(folder: Path) -> None:
    files = [folder / f"{kind}.x12" for kind in ("837P", "835", "277CA")]
    code, text = _run("x12", "validate", *files)
    assert (code, text) == (0, "Nothing amiss in 3 files.\n")


def test_validate_answers_as_a_receiver_does(folder: Path) -> None:
    code, text = _run("x12", "validate", folder / "837P.x12", "--format", "999")
    assert code == 0
    assert "AK9*A*1*1*1~" in text
    code, text = _run("x12", "validate", folder / "837P.x12", "--format", "277ca")
    assert text.count("STC*A2:20*") == 25


@pytest.mark.parametrize("file_format", ["parquet", "csv"])
def test_tables_and_write_undo_each_other(folder: Path, file_format: str) -> None:
    tables, again = folder / file_format, folder / f"{file_format}.837"
    code, _ = _run("x12", "tables", folder / "837P.x12", "--to", tables, "--as", file_format)
    assert code == 0
    code, text = _run("x12", "write", "--from", tables, "-o", again)
    assert (code, "claims 25" in text) == (0, True)
    code, text = _run("x12", "diff", folder / "837P.x12", again)
    assert code == 0, text


def test_tables_fit_in_one_duckdb_file(folder: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    _run("x12", "tables", folder / "835.x12", "--to", folder / "db", "--as", "duckdb")
    with duckdb.connect(str(folder / "db/x12.duckdb")) as database:
        assert database.execute('SELECT count(*) FROM "claims_835"').fetchone() == (25,)


def test_diff_names_the_claim_the_line_and_both_values(folder: Path) -> None:
    changed = folder / "changed.x12"
    text = (folder / "837P.x12").read_text().replace("*UN*2*", "*UN*1*", 1).replace("~\n", "~")
    changed.write_text(text)
    code, text = _run("x12", "diff", folder / "837P.x12", changed)
    assert code == 1
    assert "service_quantity" in text
    assert "1 difference." in text


def test_status_lists_what_is_not_accepted(folder: Path) -> None:
    code, text = _run(
        "x12", "status", "--claims", folder / "837P.x12", "--acks", folder / "277CA.x12"
    )
    assert code in (0, 1)
    assert "0 unanswered." in text


def test_redact_writes_a_copy_without_names(folder: Path) -> None:
    copy = folder / "redacted.x12"
    assert _run("x12", "redact", folder / "837P.x12", "-o", copy, "--key", "k")[0] == 0
    assert "THISTLEDOWN*MARLOW" not in copy.read_text()


def test_write_says_who_is_missing(folder: Path) -> None:
    tables = folder / "bare"
    _run("x12", "tables", folder / "837P.x12", "--to", tables)
    (tables / "envelope.json").unlink()
    code, text = _run("x12", "write", "--from", tables, "-o", folder / "never.837")
    assert code == 2
    assert "--sender and --receiver" in text
