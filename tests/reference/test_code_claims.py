"""What articles say of therapy codes, against what the registry says with a source."""

import csv
from datetime import date
from pathlib import Path

import pytest

from gaitbelt.library import codes as registry
from gaitbelt.services import codes as asked

ON = date(2026, 3, 2)

CONTRADICTED_BY: dict[int, tuple[tuple[str, tuple[str, ...]], ...]] = {
    10: (("97162", ("PT evaluation", "moderate", "exercise is 97110")),),
    11: (("97162", ("untimed", "evaluation", "not a treatment session")),),
    13: (("97162", ("mobilisation", "97140")),),
    14: (("97162", ("itself an evaluation",)),),
    15: (("97162", ("untimed", "no minimum", "8 minutes")),),
    18: (("97110", ("skilled", "one-on-one")),),
    20: (("97162", ("97162 is an evaluation", "97112 is a treatment")),),
    39: (("97001", ("ended on 2016-12-31", "97161", "97162", "97163")),),
    55: (
        ("97164", ("re-evaluation", "neuromuscular re-education is 97112")),
        ("97161", ("PT evaluation", "therapeutic activities are 97530")),
    ),
    61: (("97162", ("evaluation", "neuromuscular re-education is 97112")),),
    83: (("97162", ("PT evaluation", "not an OT code", "97530")),),
    84: (("97162", ("PT evaluation", "OT evaluation of low complexity is 97165")),),
    91: (("97162", ("lowest", "history", "examination", "presentation", "decision making")),),
    93: (("97162", ("untimed", "97533", "15-minute")),),
    102: (("97162", ("opens an episode", "97129", "97130")),),
    104: (("97530", ("no complexity level", "evaluations")),),
}
"""Row of the collection to the code asked and the words of the fact that contradicts it."""

NOT_ABOUT_A_CODE = {
    2: "says how the characters of any CPT code are made up",
    3: "says what the first digit of any CPT code means",
    4: "says what the other digits of any CPT code mean",
    79: "an empty section: it claims nothing that could be contradicted",
}

CONFIRMED_BY: dict[int, tuple[str, tuple[str, ...]]] = {
    19: ("97112", ("neuromuscular re-education",)),
    28: ("97110", ("therapeutic exercise",)),
    41: ("97161", ("PT evaluation, low complexity",)),
    45: ("97164", ("re-evaluation",)),
    46: ("97164", ("re-evaluation",)),
    47: ("97164", ("significant change",)),
    56: ("97161", ("PT evaluation, low complexity",)),
    63: ("97164", ("re-evaluation",)),
    65: ("97110", ("therapeutic exercise",)),
    66: ("97035", ("constant attendance", "15-minute")),
    68: ("97535", ("self-care and home management",)),
    69: ("97112", ("neuromuscular re-education",)),
    70: ("97116", ("gait training",)),
    71: ("97124", ("massage",)),
    75: ("97542", ("15 minutes",)),
    78: ("97799", ("without a code of its own",)),
}
"""Rows that are right about a code, and the words in which we say the same."""


def claims(corpus: Path, verdict: str) -> dict[int, str]:
    with (corpus / "rules/claims_in_circulation.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {int(row["id"]): row["statement"] for row in rows if row["verdict"] == verdict}


def cited_statements(code: str) -> list[str]:
    """What `code` says with a source: facts and corrected misunderstandings."""
    facts = asked.code(code, ON)
    said = [(each.statement, each.cite) for each in facts.facts]
    said += [(each.fact, each.cite) for each in facts.misunderstandings]
    return [statement for statement, cite in said if cite.strip()]


def test_every_false_claim_is_either_contradicted_or_not_about_a_code(corpus: Path) -> None:
    false = claims(corpus, "false")
    assert false.keys() == CONTRADICTED_BY.keys() | NOT_ABOUT_A_CODE.keys()


@pytest.mark.parametrize("claim", sorted(CONTRADICTED_BY))
def test_a_false_claim_is_contradicted_by_a_cited_fact(corpus: Path, claim: int) -> None:
    statement = claims(corpus, "false")[claim]
    for code, words in CONTRADICTED_BY[claim]:
        said = cited_statements(code)
        assert any(all(word in each for word in words) for each in said), (statement, words)


def test_no_false_claim_is_repeated_as_a_fact(corpus: Path) -> None:
    false = claims(corpus, "false")
    asked_codes = {code for pairs in CONTRADICTED_BY.values() for code, _ in pairs}
    for code in asked_codes:
        facts = {each.statement for each in asked.code(code, ON).facts}
        assert not facts & set(false.values())


@pytest.mark.parametrize("claim", sorted(CONFIRMED_BY))
def test_a_true_claim_is_said_and_not_called_wrong(corpus: Path, claim: int) -> None:
    statement = claims(corpus, "acceptable")[claim]
    code, words = CONFIRMED_BY[claim]
    assert any(all(word in each for word in words) for each in cited_statements(code)), statement
    for wrong in asked.code(code, ON).misunderstandings:
        assert not all(word in wrong.claim for word in words), statement


def test_97112_beside_97110_is_not_called_a_pair_to_separate(corpus: Path) -> None:
    assert "97112 often paired with 97110" in claims(corpus, "acceptable").values()
    told = asked.compare("97112", "97110", ON)
    assert [each.edit.is_active for each in told.edits] == [False, False]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("therapeutic exercise", "97110"),
        ("neuromuscular re-education", "97112"),
        ("OT evaluation", "97165"),
        ("sensory integration", "97533"),
        ("15 minutes of one-on-one", "untimed"),
        ("neurobehavioural", "96116"),
        ("30 minutes or more", "not a minimum"),
    ],
)
def test_each_wrong_meaning_of_97162_has_its_correction(wrong: str, right: str) -> None:
    found = [each for each in registry.misunderstandings("97162") if wrong in each.claim]
    assert [right in each.fact and bool(each.cite) for each in found] == [True]


EDITS_AS_TOLD = [
    ("97110 97112 97113 97116 97140 97150 97530", "97164", None, None),
    ("97161 97162 97163 97165 97166 97167", "97140", None, None),
    ("97161 97162 97163 97165 97166 97167", "97530", None, None),
    ("97116 97140", "97530", None, None),
    ("97110", "97140", None, None),
    ("97124", "97140", 0, 0),
    ("97760 97761", "97763", 0, 0),
    ("20560", "20561", 0, 0),
    ("97161 97162 97163 97165 97166 97167", "97750", 0, 1),
    ("97110 97112 97116 97140 97530", "97150", 1, 1),
    ("97012 97016 97018 97022 97024 97032 97035", "97164", 1, 1),
]
"""Codes, their partner, and the indicator for practitioners and for outpatient facilities."""


@pytest.mark.parametrize(("codes", "partner", "practitioner", "outpatient"), EDITS_AS_TOLD)
def test_what_is_told_of_a_pair_is_what_the_pair_table_says(
    codes: str, partner: str, practitioner: int | None, outpatient: int | None
) -> None:
    for code in codes.split():
        told = asked.compare(code, partner, date(2024, 7, 1)).edits
        active = [each.edit.modifier_indicator if each.edit.is_active else None for each in told]
        assert active == [practitioner, outpatient], code
