"""Few lines are judged row by row, many table by table: the answers are the same."""

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from gaitbelt.engine import evaluate as engine
from gaitbelt.engine.bind import compiled
from gaitbelt.engine.evaluate import DEFAULT_OUTCOMES, Evaluation, judge
from gaitbelt.engine.few import derived_rows
from gaitbelt.engine.interpret import NotUnderstood, on_row, on_rows
from gaitbelt.language import arrays
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.methods import ncci
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import OUTCOMES
from gaitbelt.tables.service_line import complete
from tests.cards.examples import examples
from tests.laws.visits import patients

LAW = load_law()
READY = compiled(LAW.rulebook, LAW.policy, LAW.reference)
UNHURRIED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
MANY = 10**9


def judged(
    lines: pl.DataFrame,
    few: int,
    only: frozenset[str] | None = None,
    outcomes: tuple[str, ...] = OUTCOMES,
) -> Evaluation:
    """Judge lines, taking up to so many for few."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (engine, arrays, ncci):
            patch.setattr(module, "FEW", few)
        law = (LAW.rulebook, LAW.policy, LAW.reference)
        return judge(lines, *law, outcomes=outcomes, only=only)


def assert_alike(lines: pl.DataFrame, only: frozenset[str] | None = None) -> None:
    """Assert that few and many say the same of the lines, finding for finding."""
    for outcomes in (OUTCOMES, DEFAULT_OUTCOMES):
        rows, tables = judged(lines, MANY, only, outcomes), judged(lines, 0, only, outcomes)
        assert_frame_equal(rows.tally, tables.tally)
        assert_frame_equal(rows.findings, tables.findings)


@UNHURRIED
@given(patients())
def test_few_lines_and_many_are_judged_alike(lines: pl.DataFrame) -> None:
    assert_alike(lines)


@UNHURRIED
@given(patients(), st.sets(st.sampled_from(["patient_id", "claim_id", "date_of_service", "payer",
                                            "modifiers", "minutes", "discipline", "setting",
                                            "unit_count", "assistant_minutes"]), max_size=3))  # fmt: skip
def test_lines_without_some_columns_are_judged_alike(lines: pl.DataFrame, absent: set[str]) -> None:
    assert_alike(lines.drop(absent))


def test_every_example_of_every_card_is_judged_alike() -> None:
    for rule in load_rulebook().rules:
        for example in examples(rule.card):
            assert_alike(example.lines, frozenset({rule.card.code}))


def test_every_shipped_rule_is_understood_row_by_row() -> None:
    lines = complete(pl.DataFrame({"hcpcs_code": ["97110"], "unit_count": [1]}))
    assert derived_rows(lines, READY).rows[0]["line_order"] == 0


def test_odd_text_is_written_alike() -> None:
    odd = ['a "quoted" name', "back\\slash", "tab\tand\nline", "é Ω ü", "\x01\x7f", "a/b"]
    lines = pl.DataFrame(
        {
            "claim_id": odd,
            "patient_id": [f"p{n}" for n in range(len(odd))],
            "date_of_service": [date(2026, 3, 2)] * len(odd),
            "payer": ["medicare"] * len(odd),
            "hcpcs_code": [*odd[1:], "97110"],
            "unit_count": [3] * len(odd),
            "minutes": [7] * len(odd),
            "setting": ["practitioner"] * len(odd),
            "modifiers": [[each] for each in odd],
        }
    )
    assert judged(lines, MANY).findings.height > 0
    assert_alike(lines)


FRAME = pl.DataFrame(
    {
        "a": [True, True, True, False, False, False, None, None, None],
        "b": [True, False, None] * 3,
        "n": [0, 1, None, 3, -4, 15, 16, None, 2],
        "m": [2, 0, 5, None, 3, 4, -15, None, 2],
        "t": ["GP", None, "x y", "", "GO", "é", "GN", "KX", None],
        "l": [["GP"], [], None, ["GO", "KX"], ["GP", None], ["x"], ["KX"], [""], ["GN"]],
        "d": [date(2026, 1, n) for n in range(1, 10)],
    },
    schema_overrides={"n": pl.Int64, "m": pl.Int64, "l": pl.List(pl.String)},
)
A, B, N, M, T, L = (pl.col(name) for name in "abnmtl")
ON_ROWS = {
    "and": A & B,
    "or": A | B,
    "not": ~A,
    "comparison": (N < M) | (N >= 3) | (M != 2),
    "equal or both missing": N.eq_missing(M),
    "not equal nor both missing": T.ne_missing(pl.lit("GP")),
    "arithmetic": N + M - 1,
    "division": N // M,
    "choice": pl.when(A).then(N).when(B).then(M),
    "first told": pl.coalesce(N, M, 7),
    "filled": T.fill_null("none"),
    "any of": pl.any_horizontal(A, B, N.is_null()),
    "all of": pl.all_horizontal(A, B, M.is_not_null()),
    "fewest": pl.min_horizontal(N, M),
    "most": pl.max_horizontal(N, M),
    "among": T.is_in(["GP", "GO"]),
    "after a day": pl.col("d") >= pl.lit(date(2026, 1, 5)),
    "listed": L.list.contains("GP"),
    "first listed": L.list.first(),
    "at a place": L.list.get(N, null_on_oob=True),
    "how many listed": L.list.len(),
    "joined": L.list.join(" "),
    "written": pl.format("{} of {}", T, N.cast(pl.String).fill_null("unknown")),
    "written day": pl.col("d").cast(pl.String),
    "put together": pl.concat_str(T, pl.lit("-"), A.cast(pl.String)),
    "put together, gaps left out": pl.concat_str(T, A.cast(pl.String), ignore_nulls=True),
    "hash": T.hash(seed=12),
}
ON_GROUPS = {
    "sum": N.sum(),
    "fewest": N.min(),
    "most": M.max(),
    "any": A.any(),
    "any, three-valued": A.any(ignore_nulls=False),
    "all": A.all(),
    "all, three-valued": B.all(ignore_nulls=False),
    "sum or missing": pl.when(N.is_null().any()).then(None).otherwise(N.sum()),
    "of a condition": (N > 0).fill_null(value=True).sum(),
    "how many different": T.n_unique() == 1,
}


@pytest.mark.parametrize("expression", ON_ROWS.values(), ids=ON_ROWS)
def test_a_row_gives_what_a_frame_gives(expression: pl.Expr) -> None:
    expected = FRAME.select(expression.alias("x"))["x"].to_list()
    assert [on_row(expression)(row) for row in FRAME.rows(named=True)] == expected


@pytest.mark.parametrize("expression", ON_GROUPS.values(), ids=ON_GROUPS)
def test_rows_give_what_a_group_gives(expression: pl.Expr) -> None:
    numbered = FRAME.with_columns(g=pl.Series([0, 0, 0, 1, 1, 2, 2, 3, 3]))
    expected = numbered.group_by("g", maintain_order=True).agg(expression.alias("x"))
    for number, value in expected.rows():
        rows = numbered.filter(g=number).rows(named=True)
        assert on_rows(expression)(rows) == value


@pytest.mark.parametrize(
    "expression",
    [N.cum_sum(), N.shift(), T.str.to_uppercase(), N.sum(), N / 2, N.sum().over("a"), pl.len()],
)
def test_what_only_a_frame_evaluates_is_refused(expression: pl.Expr) -> None:
    with pytest.raises(NotUnderstood):
        on_row(expression)
