"""A reader holds one file in mind: ceilings on modules, functions and predicates."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGE, at, python_files, shown, tree

MODULE_LINES = 400
FUNCTION_LINES = 40
PREDICATE_LINES = 60


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[ast.AST, str, int]]:
    """Give every function with its name and its lines, its docstring not counted."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            words = node.body[0] if ast.get_docstring(node) else None
            said = (words.end_lineno or 0) - words.lineno + 1 if words else 0
            yield node, node.name, (node.end_lineno or 0) - node.lineno + 1 - said


def test_every_module_is_under_400_lines() -> None:
    long = {shown(path): line_count(path) for path in python_files()}
    assert {path: count for path, count in long.items() if count >= MODULE_LINES} == {}


def test_every_function_is_under_40_lines() -> None:
    long = {
        f"{at(path, node)} {name}": count
        for path in python_files()
        for node, name, count in functions(path)
        if count >= FUNCTION_LINES
    }
    assert long == {}


def test_every_predicate_file_is_under_60_lines() -> None:
    files = [path for path in (PACKAGE / "rules").rglob("*.py") if path.stem != "__init__"]
    long = {shown(path): line_count(path) for path in files}
    assert {path: count for path, count in long.items() if count >= PREDICATE_LINES} == {}
