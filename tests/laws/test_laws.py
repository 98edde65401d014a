"""What holds of every rule and every visit."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gaitbelt.engine.evaluate import evaluate, judge
from gaitbelt.policy import Policy
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, CLEAR
from tests.laws.visits import patients

LAW = load_law()
UNHURRIED = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def findings(lines: pl.DataFrame, policy: Policy | None = None) -> pl.DataFrame:
    return evaluate(lines, LAW.rulebook, policy or LAW.policy, LAW.reference)


@UNHURRIED
@given(patients())
def test_a_patient_alone_and_among_others_has_the_same_findings(lines: pl.DataFrame) -> None:
    together = findings(lines)
    for patient in lines["patient_id"].unique():
        alone = findings(lines.filter(pl.col("patient_id") == patient))
        assert alone.equals(together.filter(pl.col("patient_id") == patient))


@UNHURRIED
@given(patients(), st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_nothing(lines: pl.DataFrame, chance: Random) -> None:
    order = list(range(lines.height))
    chance.shuffle(order)
    assert findings(lines[order]).equals(findings(lines))


@UNHURRIED
@given(patients(), patients(("someone else",)))
def test_another_patient_changes_nothing(lines: pl.DataFrame, others: pl.DataFrame) -> None:
    with_others = findings(pl.concat([others, lines]))
    assert with_others.filter(pl.col("patient_id") != "someone else").equals(findings(lines))


@UNHURRIED
@given(patients())
def test_tomorrows_values_do_not_change_yesterday(lines: pl.DataFrame) -> None:
    after = lines["date_of_service"].max()
    assert isinstance(after, date)
    tomorrow = after + timedelta(days=1)
    newer = LAW.policy.values.with_columns(
        effective_from=pl.lit(tomorrow),
        effective_through=pl.lit(None, pl.Date),
        value=pl.when(unit="USD").then(pl.lit("1.00")).otherwise("value"),
    )
    changed = Policy(
        pl.concat([LAW.policy.values, newer]), "changed", LAW.policy.based_on, LAW.policy.generic
    )
    assert findings(lines, changed).equals(findings(lines))


@UNHURRIED
@given(patients())
def test_history_is_counted_and_not_judged(lines: pl.DataFrame) -> None:
    history = lines.with_columns(is_subject=pl.lit(value=False))
    assert findings(history).is_empty()


@UNHURRIED
@given(patients())
def test_every_judgement_is_one_of_three(lines: pl.DataFrame) -> None:
    judged = judge(
        lines, LAW.rulebook, LAW.policy, LAW.reference, outcomes=(BREACH, CANNOT_TELL, CLEAR)
    )
    told = judged.findings.group_by("rule_code", "outcome").len()
    for rule, breach, clear, unknown in judged.tally.iter_rows():
        counts = {
            outcome: told.filter(rule_code=rule, outcome=outcome)["len"].sum()
            for outcome in (BREACH, CLEAR, CANNOT_TELL)
        }
        assert counts == {BREACH: breach, CLEAR: clear, CANNOT_TELL: unknown}


@UNHURRIED
@given(patients())
def test_what_cannot_be_told_names_what_is_missing(lines: pl.DataFrame) -> None:
    unknown = findings(lines).filter(pl.col("outcome") == CANNOT_TELL)
    nameless = unknown.filter(pl.col("missing").list.len() == 0)
    assert nameless.is_empty(), nameless["rule_code"].to_list()


@UNHURRIED
@given(patients())
def test_findings_have_different_ids_and_the_same_bytes_again(lines: pl.DataFrame) -> None:
    first, second = findings(lines), findings(lines)
    assert first["finding_id"].is_unique().all()
    assert first.write_ndjson() == second.write_ndjson()


@UNHURRIED
@given(patients(), st.dates(date(2018, 1, 1), date(2027, 1, 1)))
def test_what_was_not_published_is_not_used(lines: pl.DataFrame, known_on: date) -> None:
    judged = judge(lines, LAW.rulebook, LAW.policy, LAW.reference, known_on)
    used = judged.findings["policy_rows"].explode().drop_nulls().unique()
    published = LAW.policy.values.select(
        name=pl.format("{}.{}@{}", "payer", "name", pl.col("effective_from").cast(pl.String)),
        known=pl.coalesce("published", "effective_from") <= known_on,
    ).filter("known")
    assert set(used) <= set(published["name"])


def test_no_lines_have_no_findings() -> None:
    assert findings(pl.DataFrame()).is_empty()


def test_an_amount_is_exact_to_the_cent() -> None:
    lines = pl.DataFrame(
        {
            "claim_id": ["c1"],
            "patient_id": ["p1"],
            "date_of_service": [date(2026, 3, 2)],
            "payer": ["medicare"],
            "discipline": ["PT"],
            "hcpcs_code": ["97110"],
            "modifiers": [["GP"]],
            "unit_count": [3],
            "minutes": [20],
            "charge_amount": [Decimal("1234567.89")],
        }
    )
    found = findings(lines).filter(rule_code="UNT001")
    assert found["exposure_amount"].to_list() == [Decimal("1234567.89")]
