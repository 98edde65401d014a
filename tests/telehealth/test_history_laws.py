"""What comes once in an episode, a month or a week is judged alike however lines come."""

from datetime import date, timedelta
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gaitbelt.engine import evaluate as engine
from gaitbelt.engine.evaluate import judge
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import OUTCOMES

LAW = load_law()
OURS = frozenset({"COD019", "COD020", "COD021", "COD022", "COD023", "COD027"})
CODES = ("97760", "97761", "97763", "97165", "98975", "98979", "98980", "98970", "98971", "97110")
FIRST = date(2026, 1, 1)
UNHURRIED = settings(max_examples=25, deadline=None, derandomize=True)


@st.composite
def lines(draw: st.DrawFn) -> pl.DataFrame:
    """Return lines of two patients over some months, a cell missing here and there."""
    rows = [
        {
            "claim_id": draw(st.sampled_from(("a", "b", "c"))),
            "line_number": number,
            "patient_id": draw(st.sampled_from(("p1", "p2"))),
            "date_of_service": FIRST + timedelta(days=draw(st.integers(0, 120))),
            "payer": draw(st.sampled_from(("medicare", "commercial"))),
            "discipline": draw(st.sampled_from(("OT", "OT", None))),
            "hcpcs_code": draw(st.sampled_from(CODES)),
            "modifiers": ["GO"],
            "billing_provider_npi": draw(st.sampled_from(("1000000001", "1000000002", None))),
            "diagnosis_codes": draw(st.sampled_from((["M25.561"], ["M54.50"], None))),
            "is_subject": draw(st.sampled_from((True, True, False))),
        }
        for number in range(draw(st.integers(1, 14)))
    ]
    schema = {
        "discipline": pl.String(),
        "billing_provider_npi": pl.String(),
        "diagnosis_codes": pl.List(pl.String()),
    }
    return pl.DataFrame(rows, schema_overrides=schema)


def findings(given_lines: pl.DataFrame, few: int | None = None) -> pl.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        if few is not None:
            patch.setattr(engine, "FEW", few)
        law = (LAW.rulebook, LAW.policy, LAW.reference)
        return judge(given_lines, *law, outcomes=OUTCOMES, only=OURS).findings


@UNHURRIED
@given(lines(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(held: pl.DataFrame, chance: Random) -> None:
    order = list(range(held.height))
    chance.shuffle(order)
    assert_frame_equal(findings(held[order]), findings(held))


@UNHURRIED
@given(lines())
def test_few_lines_and_many_are_judged_alike(held: pl.DataFrame) -> None:
    assert_frame_equal(findings(held), findings(held, few=0))


@UNHURRIED
@given(lines())
def test_a_patient_alone_and_among_others_has_the_same_findings(held: pl.DataFrame) -> None:
    together = findings(held)
    for patient in held["patient_id"].unique():
        alone = findings(held.filter(pl.col("patient_id") == patient))
        assert_frame_equal(alone, together.filter(pl.col("patient_id") == patient))


@pytest.mark.parametrize(("apart", "outcome"), [(1, "breach"), (6, "breach"), (7, "clear")])
def test_the_week_of_an_e_visit_ends_with_its_seventh_day(apart: int, outcome: str) -> None:
    row = {"patient_id": "p1", "payer": "medicare", "discipline": "PT", "hcpcs_code": "98970"}
    both = [
        {**row, "claim_id": claim, "date_of_service": FIRST + timedelta(days=day)}
        for claim, day in (("a", 0), ("b", apart))
    ]
    found = findings(pl.DataFrame(both)).filter(rule_code="COD027", claim_id="b")
    assert found["outcome"].to_list() == [outcome]
