"""Files of other kinds, and laws over random bytes, damage and cuts."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.edges.reading import read
from gaitbelt.edges.result import LINES, ReadResult
from gaitbelt.edges.x12.professional import read_professional_claims
from gaitbelt.tables.problem import PROBLEM

SAMPLES = Path(__file__).parent / "samples"
GOOD = (SAMPLES / "three_patients_three_disciplines.837").read_bytes()


def sample(name: str) -> ReadResult:
    return read_professional_claims(SAMPLES / name, file_name=name)


def from_text(text: bytes) -> ReadResult:
    return read_professional_claims(text, file_name="claims.837")


def codes(result: ReadResult, level: str | None = None) -> list[str]:
    found = result.problems
    if level is not None:
        found = found.filter(pl.col("level") == level)
    return found["problem_code"].to_list()


# --- files that are something else -----------------------------------------------------


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("institutional_only.837", "an institutional claim file (837I)"),
        ("older_version_4010.837", "older version 4010"),
        ("remittance_handed_in_by_mistake.835", "a remittance (835)"),
    ],
)
def test_another_kind_of_file_is_named_and_refused(name: str, words: str) -> None:
    result = sample(name)
    assert result.lines.height == 0
    assert not result.is_readable
    assert codes(result) == ["not-professional-claims"]
    assert words in result.problems["message"][0]
    assert "837P" in result.problems["fix"][0]


def test_a_refused_transaction_does_not_keep_the_professional_ones_from_being_read() -> None:
    result = sample("institutional_beside_professional.837")
    assert result.claim_count == 3
    assert codes(result) == ["transaction-refused"]
    assert "837I" in result.problems["message"][0]


def test_an_acknowledgment_between_claims_is_skipped_with_a_note() -> None:
    result = sample("several_transactions_and_an_acknowledgment.837")
    assert result.claim_count == 3
    assert codes(result) == ["transaction-skipped"]
    assert result.lines["payer"].unique(maintain_order=True).to_list() == [
        "medicare", "tricare", "workers_compensation",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"   \r\n", "not-x12"),
        (b"claim_id,hcpcs_code\n1,97110\n", "not-x12"),
        (b"ISA", "not-x12"),
        (b"\x00" * 500, "not-x12"),
        (GOOD[:106], "no-transaction"),
    ],
)
def test_what_is_no_claim_file_is_one_problem_about_the_file(content: bytes, code: str) -> None:
    result = from_text(content)
    assert codes(result, "file") == [code]
    assert result.lines.height == 0


def test_a_folder_and_an_absent_file_are_problems_not_crashes(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.837"):
        result = read_professional_claims(path, file_name="claims.837")
        assert codes(result, "file") == ["unopened"]


# --- laws ------------------------------------------------------------------------------


@given(st.binary(max_size=3000))
@settings(max_examples=60, deadline=None)
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    assert dict(from_text(content).lines.schema).items() >= LINES.items()
    assert dict(read(content).lines.schema).items() >= LINES.items()


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_damage_to_a_good_file_crashes_the_reader(data: st.DataObject) -> None:
    text = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.integers(0, 255))
    assert dict(from_text(bytes(text)).problems.schema) == PROBLEM


@given(st.integers(110, len(GOOD)))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_keeps_every_earlier_claim(cut: int) -> None:
    found = from_text(GOOD[:cut])
    whole = from_text(GOOD)
    next_claim = [GOOD.index(name) for name in (b"CLM*A1002", b"CLM*A1003", b"SE*")]
    for name, end in zip(("A1001", "A1002", "A1003"), next_claim, strict=True):
        if cut > end + 4:
            kept = found.lines.filter(pl.col("claim_id") == name)
            assert kept.equals(whole.lines.filter(pl.col("claim_id") == name))
