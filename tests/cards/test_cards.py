"""Every worked example of every card is a test, named as in the card."""

import pytest

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from tests.cards.examples import Example, examples

RULEBOOK = load_rulebook()
CASES = [
    pytest.param(rule.card.code, example, id=f"{rule.card.code}: {example.case}")
    for rule in RULEBOOK.rules
    if rule.card.status == "active"
    for example in examples(rule.card)
]


@pytest.mark.parametrize(("code", "example"), CASES)
def test_the_rule_says_what_its_card_says(code: str, example: Example) -> None:
    judged = judge(
        example.lines,
        RULEBOOK,
        load_policy(),
        load_reference(),
        only=frozenset({code}),
    )
    outcomes = set(judged.findings["outcome"])
    worst = next((each for each in ("breach", "cannot tell") if each in outcomes), "clear")
    assert worst == example.outcome, judged.findings["message"].to_list()
    unknown = judged.findings.filter(judged.findings["outcome"] == "cannot tell")
    assert all(len(missing) > 0 for missing in unknown["missing"]), "says what is missing"
