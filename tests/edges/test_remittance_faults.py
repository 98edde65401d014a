"""Faults put into a remittance one at a time: each is found, named and located."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gaitbelt.edges.x12.remittance.balance import imbalances
from gaitbelt.edges.x12.remittance.code_sets import unknown_codes
from gaitbelt.edges.x12.remittance.read import read_remittances
from gaitbelt.edges.x12.remittance.result import Remittance

SAMPLES = Path(__file__).parent / "samples"
GOOD = (SAMPLES / "reversal_correction_and_provider_adjustments.835").read_text()

REASONS = frozenset({"1", "2", "16", "23", "45", "253"})
REMARKS = frozenset({"M15", "MA01", "N130", "N620"})


def read(text: str) -> Remittance:
    return read_remittances(text.encode(), file_name="era.835")


def told(text: str) -> pl.DataFrame:
    """Return everything that is said of a file: reading, balances and codes."""
    result = read(text)
    return pl.concat([result.problems, imbalances(result), unknown_codes(result, REASONS, REMARKS)])


def spoilt(before: str, after: str, content: str = GOOD) -> str:
    assert before in content
    return content.replace(before, after, 1)


FAULTS = [
    ("SE*", "SE*9", "envelope-count", "SE", "SE*9"),
    ("BPR*I*180.15", "BPR*I*180.16", "payment-out-of-balance", "BPR", "BPR"),
    ("*150*97.85*", "*150*97.84*", "line-out-of-balance", "SVC", "SVC*HC:97110"),
    ("*250*142.15*", "*250*142.14*", "claim-out-of-balance", "CLP", "CLP*A1001"),
    ("CAS*CO*45*20*1", "CAS*CO*999*20*1", "adjustment-reason-unknown", "CAS", "CAS*CO*999"),
    ("LQ*HE*N620", "LQ*HE*N9999", "remark-code-unknown", "SVC", "SVC*HC:97110"),
    ("CAS*PR*2*30", "CAS*ZZ*2*30", "adjustment-group-unknown", "CAS", "CAS*ZZ"),
    ("*150*97.85*", "*150*97.8.5*", "paid-amount-not-an-amount", "SVC", "SVC*HC:97110"),
    ("DTM*472*20260302", "DTM*472*20260231", "date-not-a-date", "DTM", "DTM*472*20260231"),
    ("TRN*1*TRACE1*", "NTE*1*TRACE1*", "trace-absent", "TRN", "BPR"),
    ("MOA***MA01*", "MOA***MA99*", "remark-code-unknown", "CLP", "CLP*A1001"),
    ("*WO:26050000009*-50*", "*WO:26050000009*-5O*", "adjustment-not-an-amount", "PLB", "PLB"),
    ("CAS*CO*45*20*1*253*2.15", "CAS*CO*45*20*1*253", "adjustment-absent", "CAS", "CAS*CO*45*20"),
    ("CAS*CO*16*80", "CAS*CO**80", "adjustment-reason-absent", "CAS", "CAS*CO**80"),
    ("CLP*A1002*4*", "CLP**4*", "claim-without-number", "CLP", "CLP**4"),
    ("SVC*HC:97140:GP:59*", "SVC**", "code-absent", "SVC", "SVC**"),
    ("AMT*B6*130", "AMT*B6*13O", "amount-not-an-amount", "AMT", "AMT*B6*13O"),
    ("SE*75*0001", "SE*75*0009", "envelope-count", "SE", "SE*"),
    ("REF*1L*GROUP9", "XYZ*1L*GROUP9", "segment-unknown", None, "XYZ"),
    ("LX*1~", "LX*1~\nSVC*HC:97110*5*5~", "line-outside-claim", "SVC", "SVC*HC:97110*5"),
    ("LX*1~", "LX*1~\nCAS*CO*45*5~", "adjustment-outside-claim", "CAS", "CAS*CO*45*5~"),
]


@pytest.mark.parametrize(("before", "after", "code", "segment", "place"), FAULTS)
def test_a_fault_is_found_named_and_located(
    before: str, after: str, code: str, segment: str | None, place: str
) -> None:
    if before == "SE*75*0001":
        before = GOOD[GOOD.index("\nSE*") + 1 : GOOD.index("~\nGE")]
        after = before[:-1] + "9"
    text = spoilt(before, after)
    found = told(text).filter(pl.col("problem_code") == code)
    assert found.height >= 1
    row = found.row(0, named=True)
    assert row["segment"] == segment
    assert text[row["byte_offset"] :].startswith(place)
    assert row["message"].endswith(".")
    assert row["fix"]


def test_the_clean_file_has_no_fault() -> None:
    assert told(GOOD).height == 0


def test_an_imbalance_is_told_with_its_numbers_and_its_place() -> None:
    text = spoilt("*150*97.85*", "*150*97.84*")
    line = imbalances(read(text)).filter(pl.col("line_number") == 1)
    offset = text.index("SVC*HC:97110")
    assert line["message"].to_list() == [
        (
            "claim A1001, line 1: charge 150.00 less adjustments 52.15 is 97.85, but 97.84 was paid; "
            f"the difference is 0.01 (835 loop 2110, SVC03, byte {offset:,})."
        )
    ]


def test_an_imbalance_of_a_line_does_not_hide_that_of_another() -> None:
    text = spoilt("*150*97.85*", "*150*97.84*")
    text = spoilt("*80*0*0*MB", "*81*0*0*MB", text)
    found = imbalances(read(text))
    assert found["claim_id"].to_list() == ["A1001", "A1002"]
    assert found["problem_code"].to_list() == ["line-out-of-balance", "claim-out-of-balance"]


def test_what_lacks_an_amount_is_not_judged() -> None:
    text = spoilt("CAS*CO*45*20*1*253*2.15", "CAS*CO*45*TWENTY*1*253*2.15")
    assert imbalances(read(text)).height == 0
    assert "adjustment-not-an-amount" in read(text).problems["problem_code"].to_list()


def test_the_provider_s_adjustments_lower_the_payment() -> None:
    text = spoilt("*72*22*", "*72*23*")
    found = imbalances(read(text))
    assert found["problem_code"].to_list() == ["payment-out-of-balance"]
    assert "less the provider's adjustments -27.00 are 179.15" in found["message"][0]


def test_a_spoilt_claim_does_not_lose_the_others() -> None:
    text = spoilt("CLP*A1001*1*250*142.15*40*", "CLP*A1001*1*X*Y*Z*")
    result = read(text)
    assert result.claims.height == 4
    assert result.claims["charge_amount"].to_list()[1:] == [Decimal(-90), Decimal(90), Decimal(80)]
    assert {"charge-not-an-amount", "paid-amount-not-an-amount"} <= set(
        result.problems["problem_code"]
    )


def test_more_than_six_adjustments_in_a_segment_are_told_and_six_are_read() -> None:
    seven = "CAS*CO" + "".join(f"*{reason}*1*" for reason in range(40, 47))
    result = read(spoilt("CAS*CO*16*80", seven))
    assert "adjustments-too-many" in result.problems["problem_code"].to_list()
    assert result.adjustments.filter(pl.col("patient_control_number") == "A1002").height == 6


def test_codes_are_only_judged_against_a_list_that_is_given() -> None:
    text = spoilt("CAS*CO*45*20*1", "CAS*CO*999*20*1")
    assert unknown_codes(read(text), None, None).height == 0
