"""The outside examples on certification, asked of the shipped rulebook."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from gaitbelt.library import policy
from gaitbelt.library.rulebook import load_rulebook
from tests.plans.records import said

CATEGORY = "certification"
FIRST = date(2025, 1, 6)

Vector = dict[str, Any]  # Any: YAML before it is judged


def day(text: object) -> date:
    return date.fromisoformat(str(text))


def initial(given: Vector) -> dict[str, object]:
    """Return a plan certified by a signature, as a vector on its time states it."""
    return {
        "date_of_service": day(given["first_treatment"]),
        "first_treatment_on": day(given["first_treatment"]),
        "certification_kind": "initial",
        "certification_way": "signed_plan",
        "certification_signed_on": day(given["poc_signed"]),
    }


def excepted(given: Vector) -> dict[str, object]:
    """Return a plan whose certification rests on an order and the sending of the plan."""
    is_signed = given.get("signed_dated_order", given.get("order_signed_dated"))
    first = day(given["initial_treatment"]) if "initial_treatment" in given else FIRST
    sent = given.get("plan_sent")
    days = given.get("poc_transmitted_days_after_eval", 30)
    return {
        "date_of_service": day(given["dos"]),
        "first_treatment_on": first,
        "certification_kind": given.get("type", "initial"),
        "certification_way": "signed_order_and_plan_sent",
        "is_order_on_file": given.get("order_in_record", True),
        "is_order_signed": given.get("order_signed", is_signed),
        "is_order_dated": given.get("order_dated", is_signed),
        "is_plan_sent": True,
        "plan_sent_on": day(sent) if sent else first + timedelta(days=days),
    }


def is_signed_in_time(given: Vector, expected: Vector) -> None:
    assert (said("POC006", initial(given)) == "clear") is expected["timely"]


def is_late_and_allowed(given: Vector, expected: Vector) -> None:
    is_signed_in_time(given, expected)
    rule = load_rulebook().rule("POC006")
    assert rule is not None
    assert (rule.card.severity == "note") is expected["delayed_certification_allowed"]


def is_verbal_order_in_time(given: Vector, expected: Vector) -> None:
    line = {
        "first_treatment_on": day(given["verbal_order"]) - timedelta(days=25),
        "certification_kind": "initial",
        "certification_way": "verbal_order",
        "verbal_order_on": day(given["verbal_order"]),
        "certification_signed_on": day(given["signature"]),
    }
    assert (said("POC009", line) == "clear") is expected["timely"]
    a_day_later = {**line, "certification_signed_on": day(given["signature"]) + timedelta(days=1)}
    assert said("POC009", a_day_later) == "breach"


def is_exception_met(given: Vector, expected: Vector) -> None:
    line = excepted(given)
    is_met = all(said(code, line) == "clear" for code in ("POC013", "POC014", "POC015"))
    wanted = expected.get("initial_certification_met", expected.get("initial_cert_satisfied"))
    assert is_met is wanted


def is_recertification_met(given: Vector, expected: Vector) -> None:
    assert (said("POC012", excepted(given)) == "clear") is expected["certification_met"]


def is_long_delay_paid(given: Vector, expected: Vector) -> None:
    line = {
        "date_of_service": date(2024, 3, 4),
        "first_treatment_on": date(2024, 3, 4),
        "certification_kind": "initial",
        "certification_way": "signed_plan",
        "certification_signed_on": date(2024 + given["signed_years_after"], 3, 4),
        "is_physician_involvement_shown": given["evidence_physician_involved"],
    }
    assert (said("POC008", line) == "clear") is expected["pay"]


def may_certify(given: Vector, expected: Vector) -> None:
    line = {"certified_by": given["certifier"], "is_low_vision_plan": False}
    assert (said("POC017", line) == "clear") is expected["valid"]


def is_interval_published(_: Vector, expected: Vector) -> None:
    row = policy.value("medicare", "certification_interval", date(2026, 3, 2))
    assert row is not None
    assert row.value == expected["recert_max_interval_days"]


def may_sign_a_change(given: Vector, expected: Vector) -> None:
    signers = {"PTA": "physical_therapist_assistant"}
    line = {
        "plan_changed_on": date(2026, 2, 16),
        "is_plan_change_written": given["change_written"],
        "plan_change_signed_by": signers[given["signed_by"]],
    }
    assert (said("POC021", line) == "clear") is expected["valid"]


ASKED: dict[str, Callable[[Vector, Vector], None]] = {
    "cert-30d": is_signed_in_time,
    "cert-31d": is_late_and_allowed,
    "cert-verbal": is_verbal_order_in_time,
    "cert-2025-exception": is_exception_met,
    "cert-2025-exception-not-recert": is_recertification_met,
    "delayed-cert-deny": is_long_delay_paid,
    "chiro-cannot-certify": may_certify,
    "optometrist-low-vision-only": may_certify,
    "gap-cert-2025-undated-order": is_exception_met,
    "gap-cert-recert-90": is_interval_published,
    "gap-cert-2025-day31": is_exception_met,
    "gap-plan-change-signature": may_sign_a_change,
    "gap-cert-2025-direct-access": is_exception_met,
}


@pytest.fixture(scope="module")
def vectors(corpus: Path) -> dict[str, Vector]:
    every = yaml.safe_load((corpus / "rules" / "vectors.yaml").read_text(encoding="utf-8"))
    listed = every["vectors"] if isinstance(every, dict) else every
    return {each["id"]: each for each in listed if each["category"] == CATEGORY}


def test_every_example_of_the_category_is_asked(vectors: dict[str, Vector]) -> None:
    assert set(vectors) == set(ASKED)


@pytest.mark.parametrize("name", ASKED)
def test_the_rulebook_says_what_the_example_says(name: str, vectors: dict[str, Vector]) -> None:
    ASKED[name](vectors[name]["inputs"], vectors[name]["expected"])
