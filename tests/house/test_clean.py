"""Nothing of a workplace, a clock or a file gets in where it does not belong."""

import ast
import re

from tests.house.tree import (
    BELOW_SERVICES,
    CORE,
    ROOT,
    at,
    calls,
    python_files,
    room_files,
    shown,
    text_files,
    tree,
)

MACHINE_PATH = re.compile(r"(^|[^A-Za-z0-9_.])/(?:" + "work|root|farm|tmp" + ")/")
TICKET = re.compile(r"\b(?:issue|ticket)s? #?\d+\b|\(#\d+\)", re.IGNORECASE)
REGISTRY = re.compile(
    "|".join(["pypi" + r"\.org", "python" + "hosted", "npm" + "js", "deb" + r"\.debian"])
)
DOORS = {"cli", "desk", "spark"}
CLOCK = {"today", "now", "utcnow", "localtime", "gmtime"}
FILES = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "iterdir", "glob", "rglob"}
FRAME_FILES = re.compile(r"\.(?:read|scan|write|sink)_(?:csv|parquet|ipc|json|ndjson|excel)$")


def test_no_file_names_a_machine_path() -> None:
    found = [
        f"{shown(path)}: {line.strip()[:80]}"
        for path in text_files()
        for line in path.read_text(encoding="utf-8").splitlines()
        if MACHINE_PATH.search(line) and not line.startswith("#!")
    ]
    assert found == []


def test_no_file_names_a_ticket() -> None:
    found = [
        f"{shown(path)}: {line.strip()[:80]}"
        for path in text_files()
        if path.suffix in {".py", ".md", ".toml", ".yaml"}
        for line in path.read_text(encoding="utf-8").splitlines()
        if TICKET.search(line)
    ]
    assert found == []


def test_no_file_names_a_package_registry() -> None:
    found = [
        shown(path) for path in text_files() if REGISTRY.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_requirements_are_pinned_hashed_and_without_address() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        assert "://" not in text
        assert re.search(r"^\s*--(?!hash)|@ ", text, re.MULTILINE) is None
        assert "--hash=sha256:" in text


def test_no_exception_is_swallowed() -> None:
    found = [
        at(path, node)
        for path in python_files("src", "scripts", "benchmarks")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and all(isinstance(statement, ast.Pass) for statement in node.body)
    ]
    assert found == []


def test_only_a_door_prints() -> None:
    found = [
        at(path, call)
        for path in python_files("src")
        if path.relative_to(ROOT).parts[2] not in DOORS
        for call, name in calls(path)
        if name in {"print", "sys.stdout.write", "sys.stderr.write"}
    ]
    assert found == []


def test_no_room_below_services_asks_the_clock() -> None:
    found = [
        at(path, call)
        for path in room_files(*BELOW_SERVICES)
        for call, name in calls(path)
        if name.split(".")[-1] in CLOCK or name in {"time.time", "time.time_ns"}
    ]
    assert found == []


def test_the_core_opens_no_file() -> None:
    found = [
        f"{at(path, call)} {name}"
        for path in room_files(*CORE)
        for call, name in calls(path)
        if name == "open"
        or ("." in name and name.split(".")[-1] in FILES)
        or FRAME_FILES.search(name)
    ]
    assert found == []
