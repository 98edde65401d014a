"""Variances: none on payments that follow the rules, and each mistake by its own name.

The answers come from ``tests.money.payer``, which knows the published formula and nothing of
the code under test.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitbelt.methods.answered_lines import answered_lines
from gaitbelt.methods.matching import match
from gaitbelt.methods.variances import variances
from gaitbelt.services.bundling import with_bundling
from gaitbelt.services.expected_payments import Pricing, alternatives, expected_lines
from gaitbelt.services.pricing import contract_of, price_day
from gaitbelt.tables.sent_line import ACCOUNT, SENT_LINE
from gaitbelt.tables.variance import VARIANCE_CAUSES
from tests.money.answers import (
    CONTRACTUAL,
    DAY,
    ZERO,
    Check,
    Claim,
    Line,
    Row,
    frame,
    money,
    remittances,
    reversed_claim,
)
from tests.money.payer import Faults, Service, answer, drawn_day, sent_day

SHAPE = SENT_LINE | dict.fromkeys(("patient_id", "payer", "billing_provider_npi"), pl.String())
NATIONAL = Pricing(locality="national")
DOLLARS = Decimal(100)
THREE = [
    Service("97530", 2, DOLLARS * 3),
    Service("97110", 2, DOLLARS * 3),
    Service("97140", 1, DOLLARS),
]


def judged(
    sent: Sequence[Row],
    claims: Sequence[Claim],
    pricing: Pricing = NATIONAL,
    localities: Sequence[str] = (),
) -> pl.DataFrame:
    found = remittances({"a.835": [Check("T1", list(claims))]})
    matched = match(found.claims, found.lines, frame(sent, SHAPE).select(*SENT_LINE))
    own = frame(sent, SHAPE).with_columns(line_key=pl.format("#{}", "line_number"))
    expected = expected_lines(own, pricing)
    answered = answered_lines(found, matched, CONTRACTUAL)
    both = expected.join(answered, on=ACCOUNT, nulls_equal=True)
    both = with_bundling(both, own.with_columns(setting=pl.lit("practitioner")))
    return variances(both, alternatives(own, pricing, localities))


def of_day(services: Sequence[Service], faults: Faults | None = None, *,
           has_stated_allowed: bool = True) -> pl.DataFrame:  # fmt: skip
    claim = answer("A1", services, faults, has_stated_allowed=has_stated_allowed)
    return judged(sent_day("A1", services), [claim])


def causes(found: pl.DataFrame) -> set[str]:
    return set(found["cause"].to_list())


@given(seed=st.integers(0, 1_000_000), is_stated=st.booleans())
@settings(max_examples=20, deadline=None)
def test_payments_that_follow_the_rules_give_no_variance(seed: int, *, is_stated: bool) -> None:
    random = Random(seed)  # noqa: S311 (a test's world, not a secret)
    days = [drawn_day(random) for _ in range(4)]
    left = money(random.choice([0, 10, 80, 283]))
    claims = [
        answer(f"A{at}", day, deductible=left, has_stated_allowed=is_stated)
        for at, day in enumerate(days)
    ]
    sent = [row for at, day in enumerate(days) for row in sent_day(f"A{at}", day)]
    undone = [reversed_claim(claims[0]), claims[0]]
    found = judged(sent, [*claims, *undone])
    assert found.to_dicts() == []


def test_the_full_unit_on_the_wrong_line_is_a_wrong_rank_and_says_what_it_costs() -> None:
    found = of_day(THREE, Faults(leader=1))
    assert causes(found) == {"wrong rank"}
    # 97530 loses half of 0.60, 97110 gains half of 0.41: 35.07 - 25.05 and 29.06 - 22.21.
    lost = dict(found.select("hcpcs_code", "underpaid_amount").iter_rows())
    assert lost == {"97530": Decimal("10.02"), "97110": Decimal("-6.85")}
    assert set(found["confidence"]) == {"exact"}


def test_a_day_without_its_full_unit_was_put_with_another_day() -> None:
    found = of_day(THREE, Faults(has_no_leader=True))
    assert causes(found) == {"wrong day grouping"}
    assert found["underpaid_amount"].to_list() == [Decimal("10.02")]
    assert "0 of 2 units were allowed at the full fee" in found["evidence"][0]


def test_a_reduction_of_a_code_that_it_does_not_govern_is_told() -> None:
    services = [*THREE, Service("95992", 1, DOLLARS)]
    found = of_day(services, Faults(is_exempt_reduced=True))
    assert found.select("hcpcs_code", "cause").rows() == [("95992", "exempt code reduced")]
    # Half of the practice expense of 0.47 at 33.4009.
    assert found["underpaid_amount"].to_list() == [Decimal("7.85")]


def test_units_paid_in_full_after_the_first_are_an_overpayment() -> None:
    found = of_day(THREE, Faults(every_unit_full=True))
    assert causes(found) == {"reduction not taken"}
    assert all(amount < 0 for amount in found["underpaid_amount"])


def test_fewer_units_paid_than_sent_are_told_as_cut() -> None:
    found = of_day(THREE, Faults(units={1: 1}))
    assert found.select("hcpcs_code", "cause", "confidence").rows() == [
        ("97110", "units cut", "exact")
    ]


def test_the_charge_paid_where_the_contract_has_no_such_term_is_told() -> None:
    contract = contract_of(
        {"payer": "acme", "pays": {"per_unit": "50.00"}, "coinsurance_rate": "0"}
    )
    sent = [
        row | {"payer": "acme"} for row in sent_day("A1", [Service("97110", 2, Decimal("80.00"))])
    ]
    claim = Claim("A1", [Line("97110", money(80), money(80), [], {"allowed_amount": money(80)})])
    found = judged(sent, [claim], Pricing(contracts=(contract,)))
    assert found.select("cause", "underpaid_amount").rows() == [
        ("lesser of charge", Decimal("20.00"))
    ]


def test_a_contract_rate_that_is_not_kept_is_told_as_such() -> None:
    contract = contract_of(
        {"payer": "acme", "pays": {"per_unit": "50.00"}, "coinsurance_rate": "0"}
    )
    sent = [row | {"payer": "acme"} for row in sent_day("A1", [Service("97110", 2, DOLLARS * 2)])]
    taken = [("CO", "45", money(113))]
    claim = Claim("A1", [Line("97110", money(200), money(87), taken)])
    found = judged(sent, [claim], Pricing(contracts=(contract,)))
    assert found.select("cause", "confidence", "underpaid_amount").rows() == [
        ("contract rate", "likely", Decimal("13.00"))
    ]


@pytest.mark.parametrize(
    ("cause", "named", "priced"),
    [
        ("another locality", "10112-00", {"locality": "10112-00"}),
        ("another year", "2025", {"locality": "national", "on": DAY.replace(year=2025)}),
        ("another status", "qualifying APM participants", {"locality": "national", "apm": True}),
    ],
)
def test_the_amounts_of_another_place_year_or_status_are_recognised(
    cause: str, named: str, priced: dict[str, object]
) -> None:
    asked: dict[str, object] = {"on": DAY, "charge": "300, 300, 100"} | priced
    told = price_day("97530x2, 97110x2, 97140", **asked)  # type: ignore[arg-type]  # by name
    allowed = {at: line.allowed_amount or ZERO for at, line in enumerate(told.lines)}
    claim = answer("A1", THREE, Faults(allowed=allowed))
    found = judged(sent_day("A1", THREE), [claim], localities=["10112-00", "13282-99"])
    assert causes(found) == {cause}
    assert set(found["confidence"]) == {"exact"}
    assert all(named in each for each in found["evidence"])


def test_coinsurance_and_sequestration_are_judged_by_their_rates() -> None:
    found = of_day(THREE, Faults(coinsurance=Decimal("0.25")))
    assert causes(found) == {"coinsurance"}
    found = of_day(THREE, Faults(sequestration=Decimal("0.04")))
    assert causes(found) == {"sequestration"}
    assert all(amount > 0 for amount in found["underpaid_amount"])


@pytest.mark.parametrize("is_stated", [True, False])
def test_the_assistants_cut_goes_by_the_modifier(*, is_stated: bool) -> None:
    helped = [replace(each, is_assistant=True) for each in THREE]
    found = of_day(helped, Faults(cut_none=True), has_stated_allowed=is_stated)
    assert causes(found) == {"assistant cut not taken"}
    if is_stated:
        found = of_day(THREE, Faults(cut_all=True))
        assert causes(found) == {"assistant cut without its modifier"}
        assert all(amount > 0 for amount in found["underpaid_amount"])


def test_bundling_without_an_edit_in_force_is_told_and_with_one_is_not() -> None:
    # No active edit joins 97530 and 97140 (ended 2019-12-31); 97150 denies 97530.
    found = of_day(THREE, Faults(bundled=(2,)))
    assert found.select("hcpcs_code", "cause", "confidence").rows() == [
        ("97140", "bundled without an edit", "likely")
    ]


def test_a_denied_line_and_one_taken_back_are_no_variances() -> None:
    denied = answer("A1", THREE)
    denied.lines[1] = Line("97110", DOLLARS * 3, ZERO, [("CO", "50", DOLLARS * 3)],
                           denied.lines[1].more)  # fmt: skip
    assert judged(sent_day("A1", THREE), [denied]).is_empty()
    wrong = answer("A1", THREE, Faults(has_no_leader=True))
    assert judged(sent_day("A1", THREE), [wrong, reversed_claim(wrong)]).is_empty()


def test_an_amount_that_no_rule_gives_is_unexplained_and_open() -> None:
    found = of_day(THREE, Faults(allowed={2: Decimal("13.57")}))
    assert found.select("cause", "confidence").rows() == [("unexplained", "open")]


@given(st.integers(0, 1_000_000))
@settings(max_examples=20, deadline=None)
def test_every_cause_is_a_known_one_and_the_order_of_lines_changes_none(seed: int) -> None:
    random = Random(seed)  # noqa: S311 (a test's world, not a secret)
    day = drawn_day(random)
    faults = Faults(
        leader=random.choice([None, 0]),
        has_no_leader=random.random() < 0.3,
        units={0: 1},
        sequestration=random.choice([Decimal("0.02"), ZERO]),
    )
    claim, sent = answer("A1", day, faults), sent_day("A1", day)
    found = judged(sent, [claim])
    assert causes(found) <= set(VARIANCE_CAUSES)
    assert judged(sent[::-1], [claim]).equals(found)
