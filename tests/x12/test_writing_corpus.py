"""Files of others are read, written and read again as they were."""

import datetime as dt
from pathlib import Path

import pytest

from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.edges.x12.write.marks import Envelope, Marks
from gaitbelt.edges.x12.write.writing import write_x12
from tests.x12.round_trip import differences

ENVELOPE = Envelope("SENDER", "RECEIVER", dt.date(2026, 1, 2), "0915")
MARKS = Marks("\x1d", "\x1f", "\x1e", "\x1c", "")
"""Separators that no file of the corpus has in its values."""

LEAST = {"837P": 60, "837I": 20, "835": 50, "999": 10, "277CA": 5, "270": 10, "276": 5}
"""How many files of the corpus must be among those written."""


@pytest.mark.parametrize("kind", LEAST)
def test_every_file_of_the_corpus_comes_back_as_it_was(corpus: Path, kind: str) -> None:
    told, count = [], 0
    for path in sorted((corpus / "data/x12").rglob("*")):
        if not path.is_file():
            continue
        read = read_x12(path, kind, file_name=path.name)
        if not read.is_readable or not any(rows.height for rows in read.tables.values()):
            continue
        written = write_x12(read.tables, kind, ENVELOPE, MARKS, is_strict=False)
        if "stands-nowhere" in written.problems["problem_code"].to_list():
            continue
        count += 1
        again = read_x12(written.data, kind, file_name=path.name)
        told += [f"{path.name}: {each}" for each in differences(read.tables, again.tables)]
    assert told == []
    assert count >= LEAST[kind]
