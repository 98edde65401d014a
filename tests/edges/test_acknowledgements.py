"""Acknowledgements (999, TA1): what each table holds, and what cannot be read."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.edges.x12.acknowledgement.read import (
    iter_acknowledgements,
    read_acknowledgements,
)
from gaitbelt.edges.x12.acknowledgement.result import SHAPES, Acknowledgement

SAMPLES = Path(__file__).parent / "samples"
GROUP = SAMPLES / "group_partly_accepted_with_located_errors.999"
SENDER = SAMPLES / "interchange_rejected_for_its_sender.ta1"


def sample(path: Path) -> Acknowledgement:
    return read_acknowledgements(path, file_name=path.name)


def read(text: str) -> Acknowledgement:
    return read_acknowledgements(text.encode(), file_name="answer.999")


def test_a_group_is_answered_with_its_counts() -> None:
    row = sample(GROUP).groups.row(0, named=True)
    assert (row["functional_identifier_code"], row["acknowledged_group_number"]) == ("HC", "17")
    counts = ("transactions_included", "transactions_received", "transactions_accepted")
    assert [row[name] for name in counts] == [3, 3, 2]
    assert row["outcome"] == "partly accepted"


def test_each_transaction_is_accepted_or_rejected_with_a_reason() -> None:
    rows = sample(GROUP).transactions
    named = ["acknowledged_group_number", "acknowledged_transaction_number", "outcome"]
    assert rows.select(*named, "error_count").rows() == [
        ("17", "0001", "accepted", 0),
        ("17", "0002", "rejected", 3),
        ("17", "0003", "accepted with errors", 1),
    ]
    assert rows["error_codes"].to_list() == [[], ["5", "I5"], ["I5"]]
    assert rows["reason"][0] is None
    assert "segments are in error (code 5)" in rows["reason"][1]


def test_an_error_names_its_transaction_segment_element_and_claim() -> None:
    rows = sample(GROUP).errors.rows(named=True)
    assert [row["acknowledged_transaction_number"] for row in rows] == ["0002"] * 3 + ["0003"]
    assert [row["patient_control_number"] for row in rows] == ["A1001", "A1001", "A1002", None]
    first = rows[0]
    where = ("segment_id", "segment_position", "loop_id", "element_position", "component_position")
    assert [first[name] for name in where] == ["CLM", 22, "2300", 5, 1]
    assert (first["data_element_number"], first["reported_value"]) == ("1331", "ZZ")
    assert first["reason"] == "the code is not in the list (code 7)"
    assert (rows[2]["segment_error_code"], rows[2]["element_error_code"]) == ("I6", None)
    assert rows[2]["context"] == "CLM 22 5-3"


def test_an_interchange_is_answered_beside_the_group() -> None:
    row = sample(GROUP).interchanges.row(0, named=True)
    assert row["acknowledged_interchange_number"] == "000000042"
    assert (row["outcome"], row["note_code"]) == ("accepted", "000")
    assert row["interchange_date"] == date(2026, 3, 4)
    assert row["interchange_control_number"] == "000000005"


def test_a_rejected_interchange_says_why() -> None:
    result = sample(SENDER)
    assert result.problems.height == 0
    row = result.interchanges.row(0, named=True)
    assert row["outcome"] == "rejected"
    assert row["reason"] == "the sender's id is not known (code 006)"


def test_an_answer_that_says_nothing_is_told() -> None:
    result = read(GROUP.read_text().replace("IK5*E*I5~\n", ""))
    assert result.transactions["outcome"].to_list()[-1] == "cannot tell"
    assert "answer-unclear" in result.problems["problem_code"].to_list()


def test_a_997_is_named_and_not_read() -> None:
    result = read(GROUP.read_text().replace("ST*999", "ST*997").replace("TA1*", "NTE*"))
    assert result.problems["problem_code"].to_list() == ["not-acknowledgements"]
    assert "an acknowledgment (997)" in result.problems["message"][0]


@pytest.mark.parametrize("size", [150, 300, 600])
def test_an_answer_in_chunks_gives_the_same_tables(size: int) -> None:
    whole = sample(GROUP)
    parts = list(iter_acknowledgements(GROUP, file_name=GROUP.name, chunk_bytes=size))
    for name in SHAPES:
        rows = [row for part in parts for row in part.tables[name].rows()]
        assert rows == whole.tables[name].rows(), name


@given(st.binary(max_size=2000), st.integers(0, 1000))
@settings(max_examples=60, deadline=None)
def test_no_bytes_crash_the_reader(content: bytes, cut: int) -> None:
    good = GROUP.read_bytes()
    for text in (content, good[:cut], good[:cut] + content, good[:107] + content):
        result = read_acknowledgements(text, file_name="answer.999")
        assert all(dict(rows.schema) == SHAPES[name] for name, rows in result.tables.items())


def test_every_corpus_file_gives_the_answers_it_holds(corpus: Path) -> None:
    folder = corpus / "data" / "x12"
    seen: Counter[str] = Counter()
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            kinds = {"999", "TA1"} & set(row["tx"].split("+"))
            if not kinds:
                continue
            text = (folder / row["file"]).read_bytes().decode("utf-8-sig").lstrip()
            names = Counter(
                part.strip().split(text[3])[0] for part in text.split(text[105]) if part.strip()
            )
            result = read_acknowledgements(folder / row["file"], file_name=row["file"])
            assert result.is_readable
            assert result.interchanges.height == names["TA1"], row["file"]
            if "999" in kinds:
                assert result.groups.height == names["AK1"], row["file"]
                assert result.transactions.height == names["AK2"], row["file"]
                assert result.errors.height >= names["IK3"], row["file"]
            assert (result.problems.height > 0) >= bool(row["issues"]), row["file"]
            seen.update(kinds)
    assert seen["999"] >= 7
    assert seen["TA1"] >= 7
