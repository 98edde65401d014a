"""The worked example about remittances, and what is said of every adjustment reason."""

import re

import pytest

import gaitbelt
from gaitbelt.library import remittance_codes as codes
from tests.vectors.outside import Vector, each_of

BILLABLE = {"nobody", "patient", "patient or next payer", "other payer", "depends"}


@each_of("remittance")
def test_the_therapy_reduction_is_reason_59_and_no_error(vector: Vector) -> None:
    assert vector["inputs"] == {"reason": "therapy MPPR"}
    reason = gaitbelt.adjustment_reason(vector["expected"]["carc"])
    assert reason is not None
    assert reason.is_error is vector["expected"]["is_error"]
    assert "therapy reduction" in reason.therapy_cause
    assert (reason.confidence, reason.action_confidence) == ("P", "P")


@pytest.mark.parametrize(
    "reason", codes.adjustment_reasons(), ids=lambda r: r.adjustment_reason_code
)
def test_a_reason_says_what_who_and_what_to_do(reason: codes.AdjustmentReason) -> None:
    assert reason.meaning
    assert reason.action
    assert reason.cite
    assert reason.billable_to in BILLABLE
    assert {reason.confidence, reason.action_confidence} <= set("PSMD")
    assert [each for each in reason.remark_codes if codes.remark_code(each) is None] == []


@pytest.mark.parametrize("remark", codes.remark_codes(), ids=lambda r: r.remark_code)
def test_a_remark_comes_with_reasons_that_are_held(remark: codes.RemarkCode) -> None:
    assert re.fullmatch(r"(M|MA|N)\d+", remark.remark_code)
    missing = [c for c in remark.adjustment_reason_codes if codes.adjustment_reason(c) is None]
    assert missing == []


def test_the_group_says_who_may_be_billed_before_the_reason_does() -> None:
    # CARC 45 under CO is a write-off; 2 under PR is the patient's; 50 goes by its group.
    assert codes.billable_to("CO", "45") == "nobody"
    assert codes.billable_to("CO", "50") == "nobody"
    assert codes.billable_to("PR", "50") == "patient or next payer"
    assert codes.billable_to("OA", "22") == "other payer"
    assert codes.billable_to("", "999") == "depends"


def test_a_code_is_known_however_it_is_written() -> None:
    assert codes.adjustment_reason(" b7 ") == codes.adjustment_reason("B7")
    assert codes.adjustment_reason("059") == codes.adjustment_reason("59")
    assert codes.adjustment_reason("0") is None
    assert codes.remark_code("ma130") is not None
    assert codes.adjustment_group("co") is not None


def test_the_reason_said_of_a_wrong_diagnosis_is_11_and_not_97() -> None:
    eleven, ninety_seven = codes.adjustment_reason("11"), codes.adjustment_reason("97")
    assert eleven is not None
    assert ninety_seven is not None
    assert "diagnosis" in eleven.meaning
    assert "diagnosis" not in ninety_seven.meaning + ninety_seven.therapy_cause
