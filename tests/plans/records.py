"""Lines of a visit under a plan of care, and what the shipped rulebook says of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from gaitbelt.tables.record import RECORD
from gaitbelt.tables.service_line import SERVICE_LINE

FAMILY = frozenset(
    rule.card.code for rule in load_rulebook().rules if rule.card.code.startswith("POC")
)

LINE: dict[str, Any] = {  # Any: a cell of a frame
    "claim_id": "c1",
    "line_number": 1,
    "patient_id": "p1",
    "date_of_service": date(2026, 3, 2),
    "payer": "medicare",
    "discipline": "PT",
    "setting": "practitioner",
    "hcpcs_code": "97110",
    "unit_count": 1,
    "minutes": 15,
    "assistant_minutes": 0,
    "modifiers": ["GP"],
    "is_subject": True,
}

CLEAN: dict[str, Any] = {  # Any: a cell of a frame
    "plan_of_care_id": "plan-1",
    "plan_established_on": date(2026, 3, 2),
    "plan_established_by": "physical_therapist",
    "plan_contents": [
        "diagnoses",
        "long_term_goals",
        "type",
        "amount",
        "frequency",
        "duration",
    ],
    "plan_ends_on": date(2026, 5, 29),
    "first_treatment_on": date(2026, 3, 2),
    "certification_kind": "initial",
    "certification_way": "signed_plan",
    "certification_signed_on": date(2026, 3, 12),
    "certification_signature": "handwritten",
    "is_certification_dated": True,
    "verbal_order_on": None,
    "certified_by": "physician",
    "is_low_vision_plan": None,
    "is_within_certifier_scope": None,
    "is_case_known_to_certifier": True,
    "certified_from": date(2026, 3, 2),
    "certified_through": date(2026, 5, 29),
    "is_delay_explained": None,
    "is_physician_involvement_shown": None,
    "is_order_on_file": None,
    "is_order_signed": None,
    "is_order_dated": None,
    "is_plan_sent": None,
    "plan_sent_on": None,
    "plan_changed_on": None,
    "is_plan_change_written": None,
    "plan_change_signed_by": None,
    "is_plan_change_significant": None,
    "is_plan_change_certified": None,
}
"""A plan whose record is complete and as it should be."""


def frame(*rows: Mapping[str, object]) -> pl.DataFrame:
    """Return lines with the columns given in any of the rows."""
    given = {name for row in rows for name in row}
    schema = {
        **SERVICE_LINE,
        **{name: RECORD[name] for name in RECORD if name in given},
        "is_subject": pl.Boolean(),
    }
    return pl.DataFrame([{**LINE, **row} for row in rows], schema=schema)


def outcomes(lines: pl.DataFrame) -> dict[str, str]:
    """Return what each rule of the family that does not call the lines clear says."""
    found = judge(lines, load_rulebook(), load_policy(), load_reference(), only=FAMILY).findings
    return dict(found.select("rule_code", "outcome").rows())


def said(code: str, *rows: Mapping[str, object]) -> str:
    """Return what one rule says of lines: breach, cannot tell or clear."""
    lines = frame(*rows)
    judged = judge(lines, load_rulebook(), load_policy(), load_reference(), only=frozenset({code}))
    assert judged.not_asked.is_empty()
    assert judged.tally.select("breach", "clear", "cannot_tell").sum_horizontal().item() > 0
    found = set(judged.findings["outcome"])
    return next((each for each in ("breach", "cannot tell") if each in found), "clear")
