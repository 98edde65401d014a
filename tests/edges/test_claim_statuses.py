"""Claim acknowledgments (277CA): status per claim, why, and the numbers that tie it back."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.edges.x12.claim_status.read import iter_claim_statuses, read_claim_statuses
from gaitbelt.edges.x12.claim_status.result import SHAPES, ClaimStatuses

SAMPLES = Path(__file__).parent / "samples"
FULL = SAMPLES / "claims_accepted_and_rejected.277"


def read(text: str) -> ClaimStatuses:
    return read_claim_statuses(text.encode(), file_name="answer.277")


def full() -> ClaimStatuses:
    return read_claim_statuses(FULL, file_name=FULL.name)


def test_each_claim_is_accepted_or_rejected() -> None:
    claims = full().claims
    assert dict(claims.select("patient_control_number", "outcome").rows()) == {
        "A1001": "accepted",
        "A1002": "rejected",
        "A1003": "rejected",
        "A1004": "rejected",
        "A1005": "rejected",
        "A1006": "cannot tell",
    }


def test_a_rejected_claim_says_every_reason_with_its_codes() -> None:
    reason = full().claims["reason"][1]
    for codes in ("(A7:164:IL)", "(A6:562:82)", "(A8:453)", "(A7:453)"):
        assert codes in reason
    assert "information is missing" in reason


def test_a_claim_is_tied_back_by_its_numbers() -> None:
    row = full().claims.row(0, named=True)
    assert row["patient_control_number"] == "A1001"
    assert row["payer_claim_control_number"] == "26060000001"
    assert row["clearinghouse_trace_number"] == "CH0001"
    assert (row["batch_number"], row["receiver_id"]) == ("BATCH17", "SUB1")
    assert (row["billing_provider_npi"], row["payer_id"]) == ("1234567893", "PAYER77")
    assert row["charge_amount"] == Decimal(250)
    assert (
        row["date_of_service"] == row["date_of_service_through"]
        or row["date_of_service_through"] is None
    )
    assert row["effective_date"] == date(2026, 3, 5)


def test_each_status_is_a_row_of_its_own() -> None:
    rows = full().statuses.filter(pl.col("patient_control_number") == "A1002")
    named = ["level", "status_category_code", "status_code", "entity_code", "status_position"]
    assert rows.select(named).rows() == [
        ("claim", "A7", "164", "IL", 1),
        ("claim", "A6", "562", "82", 1),
        ("claim", "A8", "453", None, 2),
        ("line", "A7", "453", None, 1),
    ]
    assert rows["line_control_number"].to_list() == [None, None, None, "A1002L1"]


def test_a_line_is_tied_back_by_its_control_number() -> None:
    row = full().lines.row(0, named=True)
    assert (row["patient_control_number"], row["line_control_number"]) == ("A1002", "A1002L1")
    assert (row["hcpcs_code"], row["modifiers"]) == ("97110", ["GP", "GP"])
    assert row["outcome"] == "rejected"


def test_a_receiver_has_its_totals() -> None:
    row = full().batches.row(0, named=True)
    assert (row["level"], row["identifier"], row["batch_number"]) == ("receiver", "SUB1", "BATCH17")
    assert (row["accepted_count"], row["rejected_count"]) == (2, 2)
    assert (row["accepted_amount"], row["rejected_amount"]) == (Decimal(300), Decimal(300))
    assert row["outcome"] == "accepted"


def test_a_claim_taken_with_a_rejected_line_is_partly_accepted() -> None:
    text = FULL.read_text().replace("STC*A7:164:IL*20260305*U", "STC*A2:20*20260305*WQ")
    text = text.replace("STC*A6:562:82*20260305*U", "STC*A2:20*20260305*WQ")
    row = read(text).claims.row(1, named=True)
    assert row["outcome"] == "partly accepted"
    assert "(A7:453)" in row["reason"]


def test_a_category_that_its_action_contradicts_is_told() -> None:
    result = read(FULL.read_text().replace("*A3:21*20260305*U*", "*A3:21*20260305*WQ*"))
    assert result.problems["problem_code"].to_list() == ["status-contradiction"]
    assert result.claims["outcome"][2] == "rejected"
    assert "claim A1003: category A3 and action WQ" in result.problems["message"][0]


def test_a_claim_without_a_status_cannot_be_told() -> None:
    result = read(
        FULL.read_text().replace("STC*A3:21*20260305*U*150*******MEMBER NOT COVERED~\n", "")
    )
    assert result.claims["outcome"][2] == "cannot tell"
    assert "status-absent" in result.problems["problem_code"].to_list()


def test_a_status_answer_is_another_transaction() -> None:
    result = read(FULL.read_text().replace("005010X214", "005010X212"))
    assert result.problems["problem_code"].to_list() == ["not-claim-acknowledgments"]
    assert "a claim status answer (277)" in result.problems["message"][0]


@pytest.mark.parametrize("size", [150, 400, 900])
def test_a_file_in_chunks_gives_the_same_tables(size: int) -> None:
    whole = full()
    parts = list(iter_claim_statuses(FULL, file_name=FULL.name, chunk_bytes=size))
    for name in SHAPES:
        rows = [row for part in parts for row in part.tables[name].rows()]
        assert rows == whole.tables[name].rows(), name


@given(st.binary(max_size=2000), st.integers(0, 2000))
@settings(max_examples=60, deadline=None)
def test_no_bytes_crash_the_reader(content: bytes, cut: int) -> None:
    good = FULL.read_bytes()
    for text in (content, good[:cut], good[:cut] + content, good[:107] + content):
        result = read_claim_statuses(text, file_name="answer.277")
        assert all(dict(rows.schema) == SHAPES[name] for name, rows in result.tables.items())


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_order_of_segments_crashes_the_reader(data: st.DataObject) -> None:
    head, *rest = FULL.read_bytes().split(b"~")
    shuffled = data.draw(st.permutations(rest))
    result = read_claim_statuses(b"~".join([head, *shuffled]), file_name="answer.277")
    assert all(dict(rows.schema) == SHAPES[name] for name, rows in result.tables.items())


def test_every_corpus_file_gives_the_claims_and_statuses_it_holds(corpus: Path) -> None:
    folder = corpus / "data" / "x12"
    seen = 0
    with (folder / "INDEX.csv").open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            if row["tx"] != "277CA":
                continue
            text = (folder / row["file"]).read_bytes().decode("utf-8-sig").lstrip()
            parts = [part.strip().split(text[3]) for part in text.split(text[105]) if part.strip()]
            names = Counter(part[0] for part in parts)
            patients = sum(part[0] == "HL" and part[3] == "PT" for part in parts)
            result = read_claim_statuses(folder / row["file"], file_name=row["file"])
            assert result.claims.height == patients, row["file"]
            first = result.statuses.filter(pl.col("status_position") == 1)
            assert first.height == names["STC"], row["file"]
            assert (result.problems.height > 0) >= bool(row["issues"]), row["file"]
            seen += 1
    assert seen >= 6
