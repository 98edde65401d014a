"""Every outside example about the level of an evaluation, in plain Python and as a rule."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from gaitbelt.engine.evaluate import judge
from gaitbelt.services.evaluation_level import evaluation_level
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import OUTCOMES

Given = dict[str, Any]  # a worked example as its YAML says it

CATEGORY = "eval_complexity"
IDS = (
    "pt-low",
    "pt-mod",
    "pt-high-no-factors",
    "ot-low",
    "ot-high",
    "ot-ensora",
    "ot-overlap-3",
)
PROFILES = {"low": "brief"}
"""A level that a source names in place of the profile."""

DEFICITS = {"low": 1}
"""A count that only the level a source names in place of one has."""

LAW = load_law()
CODES = {"PT": ("97161", "97162", "97163"), "OT": ("97165", "97166", "97167")}


def every(corpus: Path) -> dict[str, Given]:
    text = (corpus / "rules" / "vectors.yaml").read_text(encoding="utf-8")
    held = yaml.safe_load(text)["vectors"]
    return {vector["id"]: vector for vector in held if vector["category"] == CATEGORY}


def documented(inputs: Given) -> Given:
    """Return an example's components as the columns are called."""
    if inputs["disc"] == "PT":
        return {
            "personal_factor_count": inputs["factors"],
            "examination_element_count": inputs["elements"],
            "clinical_presentation": inputs["presentation"],
            "decision_making": inputs["decision"],
        }
    profile, level = inputs["profile"], inputs.get("deficits_level")
    return {
        "occupational_profile": PROFILES.get(profile, profile),
        "performance_deficit_count": DEFICITS[level] if level else inputs["deficits"],
        "decision_making": inputs["decision"],
    }


def outcomes(discipline: str, code: str, components: Given) -> dict[str, str]:
    """Return what the rules about levels say of an evaluation billed by a code."""
    line = {
        "patient_id": "p1",
        "claim_id": "c1",
        "date_of_service": date(2026, 3, 2),
        "payer": "medicare",
        "discipline": discipline,
        "hcpcs_code": code,
        **components,
    }
    rules = frozenset({"COD009", "COD011"} if discipline == "PT" else {"COD010", "COD012"})
    law = (LAW.rulebook, LAW.policy, LAW.reference)
    found = judge(pl.DataFrame([line]), *law, outcomes=OUTCOMES, only=rules).findings
    return dict(found.select("rule_code", "outcome").iter_rows())


def test_every_vector_of_the_category_is_judged(corpus: Path) -> None:
    assert set(every(corpus)) == set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_the_components_support_the_code_that_the_source_says(corpus: Path, name: str) -> None:
    vector = every(corpus)[name]
    discipline, components = vector["inputs"]["disc"], documented(vector["inputs"])
    answer = evaluation_level(discipline, **components)
    assert answer.hcpcs_code == vector["expected"]["code"]


@pytest.mark.parametrize("name", IDS)
def test_the_rules_find_every_other_level(corpus: Path, name: str) -> None:
    vector = every(corpus)[name]
    discipline, components = vector["inputs"]["disc"], documented(vector["inputs"])
    codes = CODES[discipline]
    above, below = ("COD009", "COD011") if discipline == "PT" else ("COD010", "COD012")
    supported = codes.index(vector["expected"]["code"])
    for billed, code in enumerate(codes):
        said = outcomes(discipline, code, components)
        assert said[above] == ("breach" if billed > supported else "clear"), code
        assert said[below] == ("breach" if billed < supported else "clear"), code
