"""A finding explains itself from its own evidence."""

from datetime import date

import polars as pl
import pytest

from gaitbelt.engine.explain import explain
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.services.check import check
from gaitbelt.services.law import load_law


def visit() -> pl.DataFrame:
    return pl.DataFrame(
        {
            "claim_id": ["c1", "c1"],
            "line_number": [1, 2],
            "patient_id": ["p1", "p1"],
            "date_of_service": [date(2026, 3, 2)] * 2,
            "payer": ["medicare", "medicare"],
            "discipline": ["PT", "PT"],
            "setting": ["practitioner", "practitioner"],
            "hcpcs_code": ["97110", "97140"],
            "modifiers": [["GP"], ["GP"]],
            "unit_count": [2, 2],
            "minutes": [20, 20],
        }
    )


def test_the_steps_name_lines_facts_values_and_law() -> None:
    law = load_law()
    finding = check(visit()).breaches.filter(rule_code="UNT001").row(0, named=True)
    told = str(explain(finding, law.rulebook, law.policy))
    assert "97110 · GP · 2 units · 20 minutes" in told
    assert "Minutes of 15-minute codes on the date, for one discipline: 40." in told
    assert "medicare.unit_counting_method" in told
    assert "4 timed units billed; 40 timed minutes support 3." in told
    assert "Source: CMS Pub. 100-04, Ch. 5, § 20.2(C)" in told


def test_a_finding_of_another_rulebook_says_so() -> None:
    law = load_law()
    finding = check(visit()).breaches.row(0, named=True) | {"rulebook_digest": "0" * 32}
    assert "000000000000" in explain(finding, law.rulebook, law.policy).steps[-1]


def test_a_finding_of_an_unknown_rule_is_refused_clearly() -> None:
    law = load_law()
    finding = check(visit()).breaches.row(0, named=True) | {"rule_code": "XXX999"}
    with pytest.raises(GaitbeltError, match="XXX999"):
        explain(finding, law.rulebook, law.policy)
