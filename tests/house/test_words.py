"""Identifiers use the glossary's words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import ROOT, at, python_files, shown, tree

GLOSSARY = ROOT / "docs" / "glossary.md"
HEADING = "## Words that never stand in an identifier"

ALLOWED: dict[str, str] = {
    "price": "the verb, as the command is called",
    "price_day": "as the verb, of one day",
    "apm": "the option, as Medicare calls a qualifying alternative payment model",
}
"""An identifier that may stand all the same, and why."""


def banned() -> list[list[str]]:
    """Return each banned word as its parts: ``visit_date`` is two that follow each other."""
    section = GLOSSARY.read_text(encoding="utf-8").split(HEADING)[1]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| ")][2:]
    return [word.strip().split("_") for row in rows for word in row.split(",")]


def parts(identifier: str) -> list[str]:
    """Return the words of a name in snake_case or CamelCase, in lower case."""
    return [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", identifier)]


def holds(identifier: str, word: list[str]) -> bool:
    """Return whether a name contains a word, or the words of it one after the other."""
    have = parts(identifier)
    return any(have[i : i + len(word)] == word for i in range(len(have)))


def identifiers(path: Path) -> Iterator[tuple[str, str]]:
    """Give every name that a file introduces, with its place."""
    yield path.stem, shown(path)
    for node in ast.walk(tree(path)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name, at(path, node)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                yield name, at(path, node)
            case ast.alias(asname=str(name)):
                yield name, at(path, node)


def yes_or_no(path: Path) -> Iterator[tuple[str, str]]:
    """Give every argument and field that is declared a boolean, with its place."""
    for node in ast.walk(tree(path)):
        match node:
            case ast.arg(arg=name, annotation=ast.Name(id="bool")):
                yield name, at(path, node)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id="bool")):
                yield name, at(path, node)


def test_the_glossary_lists_the_words_to_avoid() -> None:
    assert ["cpt"] in banned()
    assert ["visit", "date"] in banned()
    assert all(word != [""] for word in banned())


def test_no_identifier_holds_a_word_that_the_field_does_not_say() -> None:
    words = banned()
    found = [
        f"{place} {name}"
        for path in python_files("src", "scripts", "benchmarks")
        for name, place in identifiers(path)
        if name not in ALLOWED and any(holds(name, word) for word in words)
    ]
    assert found == []


def test_every_boolean_reads_is_or_has() -> None:
    found = [
        f"{place} {name}"
        for path in python_files("src", "scripts")
        for name, place in yes_or_no(path)
        if name not in ALLOWED and not name.lstrip("_").startswith(("is_", "has_"))
    ]
    assert found == []
