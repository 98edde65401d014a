"""Worked examples about audits: error rates, the shape of a review, extrapolation."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.library import audits
from gaitbelt.methods.sampling import (
    ONE_SIDED,
    PRACTICE,
    TWO_SIDED,
    difference_estimate,
    error_rate,
    student_quantile,
)
from gaitbelt.services.check import check
from tests.vectors.outside import Vector, each_of

HUNDREDTH = Decimal("0.01")
NINETY = Decimal("0.90")


def percent(failing: int, examined: int) -> Decimal:
    return error_rate(failing, examined).quantize(HUNDREDTH, rounding=ROUND_HALF_UP)


def exact(value: Any) -> Decimal:  # noqa: ANN401 (a number of the YAML)
    return Decimal(str(value))


def judge_review(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    limits = audits.review_limits(asked["program"])
    told = {name: limit.value for name, limit in limits.items()}
    low, high = told.pop("claims_per_round_from"), told.pop("claims_per_round_through")
    assert {"claims_per_round": [low, high], **told} == expected


def judge_texas(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    held = audits.audit("A-06-07-00061")
    assert held is not None
    assert (held.sample_size, held.failing) == (asked["services"], asked["failing"])
    assert held.amounts["sample_paid_amount"] == asked["sample_paid"]
    assert percent(held.failing, held.sample_size) == exact(expected["error_rate_pct"])
    assert held.amounts["refund_requested_amount"] == expected["refund_requested"]


def judge_overlap(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    held = audits.audit("A-05-14-00041")
    assert held is not None
    assert held.causes == {name: asked[name] for name in held.causes}
    assert sum(held.causes.values()) == expected["sum_of_categories"]
    assert held.failing == expected["claims_counted_once"] == asked["claims_in_error"]


def judge_rate(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    held = audits.audit("A-05-14-00041")
    assert held is not None
    assert (held.sample_size, held.failing) == (asked["sample"], asked["noncompliant"])
    assert percent(held.failing, held.sample_size) == exact(expected["error_rate_pct"])
    assert held.proper == expected["proper"]
    assert held.amounts["sample_error_amount"] == expected["dollars_in_error"]
    assert held.amounts["estimate_amount"] == expected["estimate_usd"]


def judge_cert(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    scopes = {
        "overall_pct": "all of Medicare fee for service",
        "part_b_pct": "Part B",
        "corf_pct": "comprehensive outpatient rehabilitation facilities",
    }
    held = {(each.report_year, each.scope): each for each in audits.error_rates()}
    for name, scope in scopes.items():
        rate = held[asked["report_year"], scope]
        assert rate.error_rate_percent == exact(expected[name])
        assert rate.confidence == "S"


def judge_extrapolation(asked: dict[str, Any], expected: dict[str, Any]) -> None:
    sample = [exact(each) for each in asked["overpayments"]]
    for tail, name in ((TWO_SIDED, "lower_two_sided_90"), (ONE_SIDED, "lower_one_sided_90")):
        told = difference_estimate(
            sample, asked["frame_size"], tail=tail, confidence=NINETY, is_finite=asked["fpc"]
        )
        assert told.point_estimate_amount == exact(expected["point_estimate"])
        assert told.standard_error_amount == exact(expected["std_error"])
        assert told.lower_limit_amount == exact(expected[name])


JUDGES = {
    "gap-tpe-shape": judge_review,
    "gap-oig-texas-2002": judge_texas,
    "gap-oig-2018-overlap": judge_overlap,
    "gap-oig-2018-rate": judge_rate,
    "gap-cert-2024-partb": judge_cert,
    "gap-extrap-difference-estimator": judge_extrapolation,
}


@each_of("audit")
def test_a_worked_example_about_audits_comes_out_as_its_source_says(vector: Vector) -> None:
    JUDGES[vector["id"]](vector["inputs"], vector["expected"])


def test_a_claim_with_several_findings_is_at_risk_once() -> None:
    line = {
        "patient_id": ["p1"],
        "claim_id": ["c1"],
        "date_of_service": [date(2026, 3, 2)],
        "hcpcs_code": ["97110"],
        "unit_count": [9],
        "minutes": [15],
        "modifiers": [[]],
        "payer": ["medicare"],
        "setting": ["practitioner"],
        "discipline": ["PT"],
        "charge_amount": [Decimal("100.00")],
    }
    report = check(pl.DataFrame(line, schema_overrides={"modifiers": pl.List(pl.String)}))
    assert report.breaches.height > 1
    assert report.totals.claims_at_risk == 1
    assert report.totals.charges_at_risk == Decimal("100.00")


# Percentiles of Student's distribution as printed in tables of statistics.
PRINTED = ((1, "0.95", "6.314"), (9, "0.95", "1.833"), (19, "0.95", "1.729"), (19, "0.90", "1.328"),
           (29, "0.975", "2.045"), (120, "0.95", "1.658"))  # fmt: skip


@pytest.mark.parametrize(("degrees", "share", "printed"), PRINTED)
def test_the_quantiles_are_those_of_printed_tables(degrees: int, share: str, printed: str) -> None:
    found = Decimal(repr(student_quantile(float(share), degrees)))
    assert found.quantize(Decimal("0.001"), rounding=ROUND_HALF_UP) == Decimal(printed)


def test_nobody_is_given_a_tail_that_was_not_asked_for() -> None:
    sample = [Decimal(0), Decimal(10)]
    with pytest.raises(TypeError):
        difference_estimate(sample, 10)  # type: ignore[call-arg]
    with pytest.raises(ImpossibleInput, match="one-sided, two-sided"):
        difference_estimate(sample, 10, tail="lower", confidence=NINETY)
    assert {known for _, _, known in PRACTICE.values()} == {"M"}


@pytest.mark.parametrize(
    ("sample", "frame_size", "confidence"),
    [(["1"], 10, "0.90"), (["1", "2"], 1, "0.90"), (["1", "2"], 10, "90"), ([], 10, "0.90")],
)
def test_a_sample_that_cannot_be_is_refused(
    sample: list[str], frame_size: int, confidence: str
) -> None:
    with pytest.raises(ImpossibleInput):
        difference_estimate(
            [Decimal(each) for each in sample],
            frame_size,
            tail=ONE_SIDED,
            confidence=Decimal(confidence),
        )


amounts = st.lists(
    st.decimals(0, 1000, places=2, allow_nan=False, allow_infinity=False), min_size=2, max_size=40
)


@given(amounts, st.integers(0, 500))
def test_the_limits_lie_about_the_estimate(sample: list[Decimal], more: int) -> None:
    frame_size = len(sample) + more
    both = difference_estimate(sample, frame_size, tail=TWO_SIDED, confidence=NINETY)
    one = difference_estimate(sample, frame_size, tail=ONE_SIDED, confidence=NINETY)
    assert both.upper_limit_amount is not None
    assert both.lower_limit_amount <= one.lower_limit_amount <= both.point_estimate_amount
    assert both.point_estimate_amount <= both.upper_limit_amount
    assert one.upper_limit_amount is None


@given(amounts)
def test_a_sample_of_everything_is_no_estimate_but_the_sum(sample: list[Decimal]) -> None:
    told = difference_estimate(sample, len(sample), tail=ONE_SIDED, confidence=NINETY)
    assert told.standard_error_amount == 0
    assert told.lower_limit_amount == told.point_estimate_amount == sum(sample)
