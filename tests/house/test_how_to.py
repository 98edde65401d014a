"""The how-tos do what they say: their commands and their Python run as written."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gaitbelt.cli.main import app
from tests.house.tree import ROOT, shown

PAGES = sorted((ROOT / "docs" / "how-to").glob("*.md"))
CLAIMS = """patient_id,claim_id,line_number,date_of_service,hcpcs_code,unit_count,minutes,\
modifiers,payer,setting,charge_amount
p1,c1,1,2026-03-02,97110,2,24,GP,medicare,practitioner,120.00
p1,c1,2,2026-03-02,97112,2,23,GP,medicare,practitioner,110.00
"""


def blocks(path: Path, kind: str) -> list[str]:
    """Return the fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", path.read_text("utf-8"), re.MULTILINE | re.DOTALL)


COMMANDS = [
    pytest.param(line.removeprefix("$ gaitbelt "), id=f"{path.stem}: {line[11:60]}")
    for path in PAGES
    for block in blocks(path, "console")
    for line in block.splitlines()
    if line.startswith("$ gaitbelt ")
]
PROGRAMS = [
    pytest.param(block, id=f"{path.stem} {number}")
    for path in PAGES
    for number, block in enumerate(blocks(path, "python"), 1)
]


def test_there_is_a_how_to_for_each_user() -> None:
    assert len(PAGES) >= 3
    assert [shown(path) for path in PAGES if not blocks(path, "(?:console|python)")] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_a_how_to_runs(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(app, shlex.split(command))
    assert done.exit_code == 0, done.output
    assert done.output or list(tmp_path.glob("*.*"))


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_python_of_a_how_to_runs(program: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
