"""What the documents promise exists, and they are written one sentence per line."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT, shown

README = ROOT / "README.md"
GENERATED = "<!-- Generated"
FENCED = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
ABBREVIATIONS = re.compile(r"\b(?:Ch|Pub|No|U\.S|e\.g|i\.e|St|v|vs|Sec|para)\. ")


def documents() -> list[Path]:
    """Return the documents that people write."""
    found = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(path for path in found if not path.read_text("utf-8").startswith(GENERATED))


every_document = pytest.mark.parametrize("path", documents(), ids=shown)


def prose(path: Path) -> list[str]:
    """Return a document's lines without code, tables and comments."""
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    lines = re.sub(r"`[^`\n]*`", "code", text).splitlines()
    return [line for line in lines if not line.lstrip().startswith(("|", "<", "    "))]


def commands(word: str) -> set[str]:
    """Return what follows a word at the start of a command anywhere in the documents."""
    texts = [path.read_text("utf-8") for path in documents()]
    fenced = [block for text in texts for block in FENCED.findall(text)]
    inline = [code for text in texts for code in re.findall(r"`([^`\n]+)`", FENCED.sub("", text))]
    return {
        found
        for code in (*fenced, *inline)
        for found in re.findall(
            rf"(?:^|&& )(?:\$ )?(?:\.venv/bin/)?{word} ([a-z][a-z-]*)", code, re.MULTILINE
        )
    }


def test_every_make_command_in_the_documents_is_a_target() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z][a-z-]*):", makefile, re.MULTILINE))
    assert commands("make") - targets == set()


def test_every_gaitbelt_command_in_the_documents_is_a_verb() -> None:
    program = Path(sys.executable).parent / "gaitbelt"
    shown_help = subprocess.run([program, "--help"], capture_output=True, text=True, check=True)
    verbs = set(re.findall(r"[a-z][a-z-]*", shown_help.stdout))
    assert commands("gaitbelt") - verbs == set()


@every_document
def test_a_line_holds_one_sentence(path: Path) -> None:
    lines = [ABBREVIATIONS.sub("", re.sub(r"^ *\d+\. ", "", line)) for line in prose(path)]
    assert [line for line in lines if re.search(r"[a-z0-9)\]]\. +[A-Z]", line)] == []


@every_document
def test_every_link_between_files_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", "\n".join(prose(path)))
    files = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    assert [link for link in files if not (path.parent / link).exists()] == []
