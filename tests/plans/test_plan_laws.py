"""What holds for every plan of care: days at the boundaries, orders of lines, history."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitbelt.engine import evaluate
from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from gaitbelt.tables.plan_of_care import PLAN_CONTENTS, PLAN_OF_CARE
from tests.plans.records import CLEAN, FAMILY, LINE, frame, outcomes, said

FIRST = date(2026, 3, 2)
BY_ORDER = {
    **CLEAN,
    "certification_way": "signed_order_and_plan_sent",
    "certification_signed_on": None,
    "certification_signature": None,
    "is_certification_dated": None,
    "certified_by": None,
    "is_order_on_file": True,
    "is_order_signed": True,
    "is_order_dated": True,
    "is_plan_sent": True,
    "plan_sent_on": date(2026, 3, 10),
}
RECERTIFIED = {
    **CLEAN,
    "date_of_service": date(2026, 6, 3),
    "certification_kind": "recertification",
    "certification_signed_on": date(2026, 5, 27),
    "certified_from": date(2026, 5, 30),
    "certified_through": date(2026, 7, 31),
    "plan_ends_on": date(2026, 7, 31),
}


def test_a_clean_plan_lists_every_column() -> None:
    assert set(CLEAN) == set(PLAN_OF_CARE)


@pytest.mark.parametrize("plan", [CLEAN, BY_ORDER, RECERTIFIED], ids=["signed", "order", "again"])
def test_a_complete_and_clean_visit_raises_nothing(plan: dict[str, object]) -> None:
    visit = [{**plan, "hcpcs_code": code} for code in ("97110", "97140", "97530")]
    assert outcomes(frame(*visit)) == {}


def test_a_clean_episode_raises_nothing() -> None:
    days = [{"date_of_service": FIRST + timedelta(days=n)} for n in (0, 3, 21, 60, 88)]
    initial = [{**CLEAN, **each} for each in days]
    assert outcomes(frame(*initial, RECERTIFIED)) == {}


def test_a_file_without_plans_is_not_asked_about_them() -> None:
    lines = frame({"hcpcs_code": "97110"})
    judged = judge(lines, load_rulebook(), load_policy(), load_reference(), only=FAMILY)
    assert judged.findings.is_empty()
    assert set(judged.not_asked["rule_code"]) | {"POC016"} == FAMILY


def test_another_payer_is_not_judged_by_medicare() -> None:
    broken = {**CLEAN, "payer": "commercial", "certified_by": "chiropractor", "plan_contents": []}
    assert outcomes(frame(broken)) == {}


@given(st.integers(min_value=0, max_value=400))
def test_the_initial_certification_is_timely_for_30_days(days: int) -> None:
    plan = {**CLEAN, "certification_signed_on": FIRST + timedelta(days=days)}
    assert (said("POC006", plan) == "breach") is (days > 30)


@given(st.integers(min_value=0, max_value=200))
def test_an_order_needs_the_plan_sent_within_30_days(days: int) -> None:
    plan = {**BY_ORDER, "plan_sent_on": FIRST + timedelta(days=days)}
    assert (said("POC014", plan) == "breach") is (days > 30)


@given(st.integers(min_value=0, max_value=200))
def test_the_ninetieth_day_alone_is_left_open(days: int) -> None:
    plan = {
        **CLEAN,
        "plan_ends_on": None,
        "certified_through": FIRST + timedelta(days=400),
        "date_of_service": FIRST + timedelta(days=days),
    }
    wanted = "clear" if days < 90 else "cannot tell" if days == 90 else "breach"
    assert said("POC011", plan) == wanted


@pytest.mark.parametrize(
    ("convention", "wanted"),
    [("first_day_counts", "breach"), ("first_day_does_not_count", "clear")],
)
def test_a_practice_settles_the_ninetieth_day_itself(
    tmp_path: Path, convention: str, wanted: str
) -> None:
    folder = tmp_path / "policy" / "medicare"
    folder.mkdir(parents=True)
    (folder / "certification_day_count.yaml").write_text(
        "description: As our contractor counts.\n"
        "unit: text\nchecked_on: 2026-11-21\nconfidence: S\n"
        "values:\n"
        f"  - {{effective_from: 2008-01-01, value: {convention}, published: unknown, "
        "cite: the contractor's answer}\n",
        encoding="utf-8",
    )
    plan = {**CLEAN, "plan_ends_on": None, "certified_through": FIRST + timedelta(days=90)}
    lines = frame({**plan, "date_of_service": FIRST + timedelta(days=90)})
    found = judge(
        lines,
        load_rulebook(),
        load_policy((tmp_path / "policy",)),
        load_reference(),
        only=frozenset({"POC010", "POC011"}),
        outcomes=("breach", "cannot tell", "clear"),
    ).findings
    assert set(found["outcome"]) == {wanted}


@given(st.sets(st.sampled_from(PLAN_CONTENTS)))
def test_whatever_a_plan_lacks_is_named(contents: set[str]) -> None:
    plan = {**CLEAN, "plan_contents": sorted(contents)}
    found = judge(
        frame(plan),
        load_rulebook(),
        load_policy(),
        load_reference(),
        only=frozenset({"POC001", "POC002"}),
    ).findings
    text = " ".join(found["message"])
    assert {word for word in PLAN_CONTENTS if f" {word}" in text} == set(PLAN_CONTENTS) - contents


BROKEN = [
    {**CLEAN, "date_of_service": date(2026, 3, 1), "certified_by": "chiropractor"},
    {**CLEAN, "certification_signed_on": date(2026, 8, 30), "is_delay_explained": False},
    {**BY_ORDER, "plan_of_care_id": "plan-2", "is_order_dated": False},
    {**BY_ORDER, "plan_of_care_id": "plan-3", "is_order_on_file": False},
    {**RECERTIFIED, "certification_way": "signed_order_and_plan_sent"},
    {**CLEAN, "patient_id": "p2", "certification_way": "none", "certified_through": None},
    {**CLEAN, "patient_id": "p2", "date_of_service": date(2026, 5, 4), "certified_by": None},
    {**CLEAN, "patient_id": "p3", "plan_changed_on": FIRST, "plan_change_signed_by": "aide"},
    {**CLEAN, "patient_id": "p4", "certification_signature": "stamp", "plan_contents": ["type"]},
]
SHOWN = ("rule_code", "outcome", "patient_id", "date_of_service", "message", "missing")


def shown(lines: pl.DataFrame) -> list[tuple[object, ...]]:
    found = judge(lines, load_rulebook(), load_policy(), load_reference(), only=FAMILY).findings
    return sorted(found.select(SHOWN).rows(), key=repr)


def numbered() -> pl.DataFrame:
    return frame(*({**each, "line_number": n} for n, each in enumerate(BROKEN, 1)))


@given(st.permutations(range(len(BROKEN))))
def test_the_order_of_lines_changes_nothing(order: list[int]) -> None:
    lines = numbered()
    assert shown(lines[order]) == shown(lines)


def test_few_lines_and_many_are_judged_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    few = shown(numbered())
    monkeypatch.setattr(evaluate, "FEW", 0)
    assert shown(numbered()) == few
    assert {row[0] for row in few} >= {"POC001", "POC007", "POC013", "POC015", "POC017", "POC020"}


def test_history_counts_and_is_not_judged() -> None:
    early = {**CLEAN, "certification_way": "none", "is_subject": False}
    late = {**early, "date_of_service": date(2026, 5, 4)}
    assert said("POC005", {**early, "is_subject": True}) == "clear"
    assert said("POC005", {**early, "is_subject": True}, late) == "breach"
    assert outcomes(frame(early, late)) == {}


def test_plans_are_told_apart_by_their_number_or_their_day() -> None:
    other = {"plan_of_care_id": None, "plan_established_on": date(2026, 4, 6)}
    first = {**CLEAN, "plan_of_care_id": None, "certified_by": "chiropractor"}
    second = {**first, **other, "date_of_service": date(2026, 4, 6)}
    lines = frame(first, second, {**LINE, **second, "line_number": 2})
    found = judge(
        lines, load_rulebook(), load_policy(), load_reference(), only=frozenset({"POC017"})
    ).findings
    assert found.height == 2
