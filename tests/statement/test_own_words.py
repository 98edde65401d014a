"""What gaitbelt itself holds as fact is never contradicted by its reading of it."""

from datetime import date

import pytest

from gaitbelt.library import codes as registry
from gaitbelt.library.documents import checklist_items, documents, general_facts
from gaitbelt.services.code_facts import facts_of
from gaitbelt.services.statement import read_statements

ON = date(2026, 3, 2)

NOT_READ = {
    "A longer evaluation is a higher level.",
    "One unit needs more than 8 minutes, up to 23.",
    "Sensory integration has an evaluation code billed per hour.",
    "The RTM device code is paid again for each device.",
}
"""Misunderstandings whose words name no code and fit no pattern: unknown, not guessed."""

KNOWN = [each for code in registry.all_codes() for each in registry.misunderstandings(code)]


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: f"{known.hcpcs_code} {known.claim[:40]}")
def test_a_known_misunderstanding_is_contradicted_and_its_fact_is_not(
    known: registry.Misunderstanding,
) -> None:
    claimed = read_statements(known.claim, on=ON).verdict
    assert claimed == ("unknown" if known.claim in NOT_READ else "contradicted")
    assert read_statements(known.fact, on=ON).verdict != "contradicted"


def test_no_fact_of_the_registry_is_contradicted() -> None:
    told = [
        fact.statement
        for code in registry.all_codes()
        if (row := registry.code_row(code, ON)) is not None
        for fact in facts_of(row, registry.status_on(code, ON), registry.relative_values(code, ON))
        if read_statements(fact.statement, on=ON).verdict == "contradicted"
    ]
    assert told == []


def test_no_requirement_of_a_checklist_is_contradicted() -> None:
    told = [
        item.requirement
        for document in documents()
        for item in checklist_items(document, ON)
        if read_statements(f"{item.requirement} {item.why}", on=ON).verdict == "contradicted"
    ]
    assert told == []


def test_no_general_fact_is_contradicted() -> None:
    topics = ("progress_report_treatment_days", "threshold_counts", "mppr_share", "timed_code_first_unit",
              "midpoint_pools", "total_time_pools", "functional_reporting", "adjustment_reason:")  # fmt: skip
    facts = [fact for topic in topics for fact in general_facts(topic, ON)]
    assert len(facts) > len(topics)
    told = [
        fact.fact for fact in facts if read_statements(fact.fact, on=ON).verdict == "contradicted"
    ]
    assert told == []
