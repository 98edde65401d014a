"""Laws of the remittance reader over random bytes, damage and cuts."""

from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.edges.x12.remittance.balance import imbalances
from gaitbelt.edges.x12.remittance.read import read_remittances
from gaitbelt.edges.x12.remittance.result import SHAPES, Remittance
from gaitbelt.tables.problem import PROBLEM

SAMPLES = Path(__file__).parent / "samples"
GOOD = (SAMPLES / "reversal_correction_and_provider_adjustments.835").read_bytes()


def read(content: bytes) -> Remittance:
    return read_remittances(content, file_name="era.835")


def is_shaped(result: Remittance) -> bool:
    shapes = all(dict(rows.schema) == SHAPES[name] for name, rows in result.tables.items())
    return shapes and dict(result.problems.schema) == PROBLEM


@given(st.binary(max_size=3000))
@settings(max_examples=60, deadline=None)
def test_no_bytes_crash_the_reader(content: bytes) -> None:
    assert is_shaped(read(content))
    assert is_shaped(read(GOOD[:107] + content))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_no_damage_to_a_good_file_crashes_the_reader(data: st.DataObject) -> None:
    text = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 12))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at] = data.draw(st.integers(0, 255))
    result = read(bytes(text))
    assert is_shaped(result)
    assert dict(imbalances(result).schema) == PROBLEM


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_order_of_segments_crashes_the_reader(data: st.DataObject) -> None:
    head, *rest = GOOD.split(b"~")
    shuffled = data.draw(st.permutations(rest))
    result = read(b"~".join([head, *shuffled]))
    assert is_shaped(result)
    assert dict(imbalances(result).schema) == PROBLEM


@given(st.integers(110, len(GOOD)))
@settings(max_examples=60, deadline=None)
def test_a_file_cut_off_anywhere_keeps_every_earlier_claim(cut: int) -> None:
    found, whole = read(GOOD[:cut]), read(GOOD)
    ends = [at for at in range(len(GOOD)) if GOOD.startswith((b"CLP*", b"PLB*"), at)][1:]
    for row, end in zip(whole.claims["source_row"], ends, strict=True):
        if cut <= end + 4:
            continue
        kept, sent = (
            [
                each.claims.filter(pl.col("source_row") == row),
                each.lines.filter(pl.col("claim_row") == row),
                each.adjustments.filter(pl.col("claim_row") == row),
            ]
            for each in (found, whole)
        )
        assert all(a.equals(b) for a, b in zip(kept, sent, strict=True))


@given(st.integers(110, GOOD.index(b"SE*") - 1))
@settings(max_examples=40, deadline=None)
def test_a_file_cut_off_is_told_and_its_payment_is_not_called_out_of_balance(cut: int) -> None:
    result = read(GOOD[:cut])
    assert "file-cut-off" in result.problems["problem_code"].to_list() or not result.is_readable
    assert "payment-out-of-balance" not in imbalances(result)["problem_code"].to_list()


def test_a_million_elements_in_a_segment_are_no_burden() -> None:
    long = GOOD.replace(b"CAS*CO*16*80", b"CAS*CO*16*80" + b"*1" * 1_000_000)
    result = read(long)
    assert result.claims.height == 4
    assert "adjustments-too-many" in result.problems["problem_code"].to_list()
