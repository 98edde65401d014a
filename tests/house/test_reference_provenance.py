"""Every shipped table says where it comes from, of which vintage, and how many rows it has."""

import csv
import hashlib
from pathlib import Path

import pytest

from scripts.docs import provenance
from tests.house.tree import PACKAGE, shown

REFERENCE = PACKAGE / "reference"
TABLES = sorted(REFERENCE.rglob("*.csv"))
ENTRIES = provenance()
REQUIRED = ("what", "source", "vintage", "confidence")

every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
every_table = pytest.mark.parametrize("path", TABLES, ids=shown)


def table(entry: dict[str, object]) -> Path:
    return REFERENCE / str(entry["file"])


def test_every_table_that_is_shipped_has_one_entry() -> None:
    assert TABLES
    assert sorted(table(entry) for entry in ENTRIES) == TABLES


@every_entry
def test_an_entry_says_what_the_table_is_and_where_it_comes_from(entry: dict[str, object]) -> None:
    assert [key for key in REQUIRED if not entry.get(key)] == []


@every_entry
def test_a_table_has_the_rows_that_its_entry_counts(entry: dict[str, object]) -> None:
    with table(entry).open(encoding="utf-8", newline="") as lines:
        assert sum(1 for _ in csv.DictReader(lines)) == entry["rows"]


@every_entry
def test_a_table_is_the_one_that_its_entry_digests(entry: dict[str, object]) -> None:
    digest = hashlib.sha256(table(entry).read_bytes()).hexdigest()
    assert entry.get("sha256", digest) == digest


@every_table
def test_a_table_is_rectangular_and_holds_no_row_twice(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        heading, *rows = list(csv.reader(lines))
    assert [row for row in rows if len(row) != len(heading)] == []
    assert len({tuple(row) for row in rows}) == len(rows)
