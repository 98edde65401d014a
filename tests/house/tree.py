"""The project's files as the house tests walk them."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "gaitbelt"
CORE = ("engine", "rules", "facts", "methods", "language", "policy", "reference", "tables")
"""The rooms without clock, file, network or log."""

BELOW_SERVICES = (*CORE, "edges", "library")
SKIPPED = {".git", ".venv", "site", "out", "dist", "__pycache__", ".cache", ".hypothesis"}
TEXT = {".py", ".md", ".txt", ".toml", ".yaml", ".yml", ".csv", ".html", ".css", ".js", ".j2"}


def shown(path: Path) -> str:
    """Return a path as a reader of the project names it."""
    return path.relative_to(ROOT).as_posix()


def python_files(*folders: str) -> list[Path]:
    """Return the Python files under folders of the project, or of all it has."""
    chosen = folders or ("src", "tests", "scripts", "benchmarks")
    return sorted(path for folder in chosen for path in (ROOT / folder).rglob("*.py"))


def room_files(*rooms: str) -> list[Path]:
    """Return the Python files of rooms of the package."""
    return python_files(*(f"src/gaitbelt/{room}" for room in rooms))


def text_files() -> Iterator[Path]:
    """Give every file of text that belongs to the project, generated site and caches left out."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        is_ours = not any(part in SKIPPED or part.endswith("_cache") for part in parts)
        if is_ours and path.is_file() and (path.suffix in TEXT or not path.suffix):
            yield path


@functools.cache
def tree(path: Path) -> ast.Module:
    """Return a file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=shown(path))


def calls(path: Path) -> Iterator[tuple[ast.Call, str]]:
    """Give every call in a file with the dotted name it calls, as far as it is plain."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def dotted(node: ast.expr) -> str:
    """Return the dotted name of an expression: ``?`` stands for what is not a name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return "?"


def at(path: Path, node: ast.AST) -> str:
    """Return where a node is, as file and line."""
    return f"{shown(path)}:{getattr(node, 'lineno', 1)}"
