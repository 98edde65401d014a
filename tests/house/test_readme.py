"""The README's tour prints what it says, command for command."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def tour() -> list[tuple[str, str]]:
    """Return the commands of the README's console blocks with what they print."""
    blocks = re.findall(r"^```console\n(\$ .*?)^```", README, re.MULTILINE | re.DOTALL)
    steps = [step for block in blocks for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, printed) for command, _, printed in (step.partition("\n") for step in steps)]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that looks like a clone after ``make demo``."""
    folder = tmp_path_factory.mktemp("clone")
    program = Path(sys.executable).parent / "gaitbelt"
    (folder / ".venv" / "bin").mkdir(parents=True)
    (folder / ".venv" / "bin" / "gaitbelt").symlink_to(program)
    subprocess.run([program, "demo", "--to", folder / "out"], check=True, capture_output=True)
    return folder


def test_the_tour_is_there() -> None:
    assert len(tour()) >= 4


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not here to run the tour")
@pytest.mark.parametrize(("command", "printed"), tour(), ids=lambda each: each[:40])
def test_a_command_of_the_tour_prints_what_it_says(clone: Path, command: str, printed: str) -> None:
    ran = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 (the shell a reader has)
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == printed.strip()


def test_the_python_of_the_tour_prints_what_it_says() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    expected = re.findall(r"^# (.*)$", code, re.MULTILINE)
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == expected
