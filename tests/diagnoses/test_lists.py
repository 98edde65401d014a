"""Lists of diagnoses on visits: what clean ones and odd ones bring, in any order and number."""

from collections.abc import Sequence
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.diagnosis_frames import load_diagnoses
from gaitbelt.methods import diagnoses
from gaitbelt.methods.diagnoses import diagnosis_answers
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import OUTCOMES

TABLES = load_diagnoses()
CODES = (
    *("M54.50", "M54.5", "M51.26", "M51.360", "M25.561", "M25.569", "M17.11", "M17.0", "R26.2"),
    *("R29.6", "S83.511D", "S83.511A", "S83.511S", "S83.511", "S72.141D", "W19.XXXD", "Z47.1"),
    *("Z96.651", "Z51.89", "Z91.81", "G63", "F02.80", "M72.2", "M67.A01", "M99.999", "", "Z47"),
)
LISTS = st.one_of(st.none(), st.lists(st.sampled_from(CODES), max_size=5))
DAYS = st.one_of(st.none(), st.dates(date(2014, 1, 1), date(2027, 12, 31)))


def lines(rows: Sequence[tuple[list[str] | None, date | None]]) -> pl.DataFrame:
    """Return lines of diagnoses and dates."""
    schema = {"diagnosis_codes": pl.List(pl.String()), "date_of_service": pl.Date()}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


@pytest.mark.parametrize(
    "codes",
    [
        ["M54.50"],
        ["M25.561"],
        ["S83.511D"],
        ["Z47.1", "Z96.651"],
        ["M62.81", "R26.89"],
        ["M75.101", "M25.511"],
        ["I69.351", "R47.01"],
        ["S72.141D", "Z96.641", "W19.XXXD"],
        ["M80.051D"],
        ["F80.2"],
        ["N39.3", "M62.89"],
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("on", [date(2024, 5, 1), date(2026, 3, 2), date(2026, 11, 2)], ids=str)
def test_a_common_clean_list_finds_nothing(codes: list[str], on: date) -> None:
    law = load_law()
    visit = lines([(codes, on)]).with_columns(
        patient_id=pl.lit("p1"),
        claim_id=pl.lit("c1"),
        line_number=pl.lit(1, dtype=pl.Int64),
        payer=pl.lit("medicare"),
        discipline=pl.lit("PT"),
        hcpcs_code=pl.lit("97110"),
        modifiers=pl.Series([["GP"]]),
        diagnosis_pointers=pl.Series([[1]], dtype=pl.List(pl.Int64())),
    )
    found = judge(visit, law.rulebook, law.policy, law.reference).findings
    assert [each for each in found["rule_code"] if each.startswith("DXC")] == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LISTS, DAYS), min_size=1, max_size=12))
def test_few_and_many_lines_have_the_same_answers(
    rows: list[tuple[list[str] | None, date | None]],
) -> None:
    asked = lines(rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(diagnoses, "FEW", 0)
        many = diagnosis_answers(asked, TABLES)
    assert_frame_equal(diagnosis_answers(asked, TABLES), many)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(LISTS, DAYS), min_size=2, max_size=8))
def test_a_line_is_answered_alike_alone_and_among_others(
    rows: list[tuple[list[str] | None, date | None]],
) -> None:
    together = diagnosis_answers(lines(rows), TABLES)
    alone = pl.concat([diagnosis_answers(lines([row]), TABLES) for row in rows])
    assert_frame_equal(together, alone)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(CODES), min_size=2, max_size=5, unique=True))
def test_what_is_said_of_single_codes_and_pairs_does_not_depend_on_their_order(
    codes: list[str],
) -> None:
    unordered = ["header_diagnoses", "bare_diagnoses", "sideless_diagnoses", "exclusive_diagnoses"]
    on = date(2026, 3, 2)
    there, back = (
        diagnosis_answers(lines([(each, on)]), TABLES).select(unordered).row(0)
        for each in (codes, codes[::-1])
    )
    for one, other in zip(there, back, strict=True):
        assert sorted((one or "").split(", ")) == sorted((other or "").split(", "))


def test_a_line_without_list_or_date_has_no_answer() -> None:
    told = diagnosis_answers(lines([(None, date(2026, 3, 2)), (["M54.5"], None)]), TABLES)
    assert told.null_count().row(0) == (2,) * told.width


def test_a_visits_file_without_diagnoses_is_not_asked() -> None:
    law = load_law()
    visit = pl.DataFrame(
        {
            "patient_id": ["p1"],
            "date_of_service": [date(2026, 3, 2)],
            "payer": ["medicare"],
            "hcpcs_code": ["97110"],
        }
    )
    told = judge(visit, law.rulebook, law.policy, law.reference, outcomes=OUTCOMES)
    assert [each for each in told.findings["rule_code"] if each.startswith("DXC")] == []
    assert "DXC001" in told.not_asked["rule_code"].to_list()
