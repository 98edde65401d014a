"""A message holds what the lines say: the number, day or word that the finding is about."""

import polars as pl
import pytest

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from tests.cards.examples import examples

TOLD = {
    "COD022": "hcpcs_code",
    "FRM009": "place_of_service_code",
    "FRM010": "place_of_service_code",
    "FRM012": "claim_frequency_code",
    "FRM013": "claim_frequency_code",
    "FRM017": "payer",
    "POC017": "certified_by",
    "THR017": "injury_date",
}
"""A rule, and the column of which its message names what stands on the lines."""

BREACHES = [
    pytest.param(code, example.lines, id=f"{code}: {example.case}")
    for code in TOLD
    if (rule := load_rulebook().rule(code)) is not None
    for example in examples(rule.card)
    if example.outcome == "breach"
]


def messages(code: str, lines: pl.DataFrame) -> list[str]:
    """Return what a rule says of lines."""
    law = (load_rulebook(), load_policy(), load_reference())
    return judge(lines, *law, only=frozenset({code})).findings["message"].to_list()


@pytest.mark.parametrize(("code", "lines"), BREACHES)
def test_a_message_names_what_stands_on_the_lines(code: str, lines: pl.DataFrame) -> None:
    words = " ".join(messages(code, lines))
    given = {str(each) for each in lines[TOLD[code]].drop_nulls()}
    assert [each for each in given if each not in words] == []


def test_a_significant_change_is_dated_and_its_days_are_counted() -> None:
    rule = load_rulebook().rule("POC022")
    assert rule is not None
    for lines in (each.lines for each in examples(rule.card) if each.outcome == "breach"):
        passed = lines["date_of_service"] - lines["plan_changed_on"]
        days = max(each.days for each in passed.to_list())
        assert f"{days} days later" in " ".join(messages("POC022", lines))
