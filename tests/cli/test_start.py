"""How the program starts and ends as a process of its own."""

import subprocess
import sys
from importlib.metadata import version

import pytest

import gaitbelt
from gaitbelt.cli.progress import working
from tests.cli.asking import ask

PROGRAM = "import sys; sys.argv = {argv!r}; from gaitbelt.cli.main import run\ntry: run()\n"
LOADED = "finally: print([m for m in {heavy!r} if m in sys.modules], file=sys.stderr)"
HEAVY = ("polars", "pydantic", "rich", "altair", "jinja2")


def test_small_verbs_start_without_large_libraries() -> None:
    for words in (["units", "97110 23"], ["codes", "97110"], ["mue", "97110"],
                  ["pairs", "97110", "97140"]):  # fmt: skip
        program = PROGRAM.format(argv=["gaitbelt", *words]) + LOADED.format(heavy=HEAVY)
        ended = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        assert ended.stderr.strip() == "[]", words
        assert ended.stdout


def test_a_reader_that_goes_away_ends_the_program_quietly() -> None:
    program = PROGRAM.format(argv=["gaitbelt", "codes", "97162"]) + "finally: pass"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 141


def test_the_version_is_the_packages() -> None:
    assert ask("--version").out == f"gaitbelt {gaitbelt.__version__}\n"
    assert version("gaitbelt") == gaitbelt.__version__


def test_nothing_that_goes_into_a_pipe_is_coloured() -> None:
    for words in (("--help",), ("rules",), ("codes", "97110"), ("units", "97110 23")):
        assert "\x1b" not in ask(*words).out


def test_a_bar_is_shown_on_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    with working("Checking") as told:
        told(1, 2)
    assert capsys.readouterr() == ("", "")
