"""Every outside example about telehealth by therapists, as published value and as a rule."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.policy import value
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import OUTCOMES

Given = dict[str, Any]  # a worked example as its YAML says it

CATEGORY = "telehealth"
IDS = ("2027-end", "2028", "gap-telehealth-2027-12-31")
LAW = load_law()


def every(corpus: Path) -> dict[str, Given]:
    text = (corpus / "rules" / "vectors.yaml").read_text(encoding="utf-8")
    held = yaml.safe_load(text)["vectors"]
    return {str(vector["id"]): vector for vector in held if vector["category"] == CATEGORY}


def is_allowed(expected: Given) -> bool:
    said = expected.get("therapist_distant_site")
    return bool(expected["authorised"]) if said is None else said == "allowed"


def test_every_vector_of_the_category_is_judged(corpus: Path) -> None:
    assert set(every(corpus)) == set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_the_published_value_is_the_sources(corpus: Path, name: str) -> None:
    vector = every(corpus)[name]
    on = date.fromisoformat(vector["inputs"]["dos"])
    row = value("medicare", "telehealth_by_therapists", on)
    assert row is not None
    assert row.value is is_allowed(vector["expected"])


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize(
    ("discipline", "code"), [("PT", "97110"), ("OT", "97530"), ("SLP", "92507")]
)
def test_the_rule_says_what_the_source_says(
    corpus: Path, name: str, discipline: str, code: str
) -> None:
    vector = every(corpus)[name]
    line = {
        "patient_id": "p1",
        "claim_id": "c1",
        "date_of_service": date.fromisoformat(vector["inputs"]["dos"]),
        "payer": "medicare",
        "discipline": discipline,
        "setting": "practitioner",
        "hcpcs_code": code,
        "modifiers": ["95"],
        "place_of_service_code": "10",
    }
    law = (LAW.rulebook, LAW.policy, LAW.reference)
    only = frozenset({"TEL001"})
    found = judge(pl.DataFrame([line]), *law, outcomes=OUTCOMES, only=only).findings
    expected = "clear" if is_allowed(vector["expected"]) else "breach"
    assert found["outcome"].to_list() == [expected]
