"""One rule is one card and one predicate with one stem, and its code is its own forever."""

import re
from collections import Counter
from datetime import date

import pytest

from scripts.cards import RULES, SECTIONS, Filed, every, registered
from scripts.new_rule import FAMILIES, PROMPTS

FILED = every()
STANDING = [each for each in FILED if each.card.status != "draft"]
PROMISED_RULES = 25
ANSWERS = ("yes", "no", "cannot tell")

every_rule = pytest.mark.parametrize("filed", FILED, ids=lambda each: each.path.stem)
every_standing_rule = pytest.mark.parametrize("filed", STANDING, ids=lambda each: each.path.stem)


def twice(things: list[str]) -> list[str]:
    return sorted(thing for thing, count in Counter(things).items() if count > 1)


def answers(filed: Filed) -> list[str]:
    return [row["finds"] for case in filed.cases for row in case if row.get("finds")]


def test_the_rulebook_holds_what_was_promised() -> None:
    assert len([each for each in FILED if each.card.status == "active"]) >= PROMISED_RULES


def test_every_predicate_has_its_card() -> None:
    predicates = {path for path in RULES.rglob("*.py") if path.stem != "__init__"}
    assert predicates - {each.predicate for each in FILED} == set()


@every_rule
def test_every_card_has_its_predicate(filed: Filed) -> None:
    assert filed.predicate.is_file()


@every_rule
def test_the_stem_is_the_code_and_the_name(filed: Filed) -> None:
    card = filed.card
    assert re.fullmatch(r"[A-Z]{3}\d{3}", card.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", card.name)
    assert filed.path.stem == f"{card.code.lower()}_{card.name.replace('-', '_')}"


@every_rule
def test_the_code_begins_with_the_letters_of_a_family(filed: Filed) -> None:
    assert filed.card.code[:3] in FAMILIES.values()


def test_a_folder_holds_one_family_and_a_family_one_folder() -> None:
    families = {(each.path.parent.name, each.card.code[:3]) for each in FILED}
    assert twice([folder for folder, _ in families]) == []
    assert twice([letters for _, letters in families]) == []


def test_no_code_and_no_name_is_used_twice() -> None:
    assert twice([each.card.code for each in FILED]) == []
    assert twice([each.card.name for each in FILED]) == []


def test_no_code_is_reused_and_a_retired_rule_keeps_its_card() -> None:
    assert registered() == {each.card.code: each.card.name for each in FILED}


@every_standing_rule
def test_the_card_is_dated_cited_and_sure_of_what_it_says(filed: Filed) -> None:
    card = filed.card
    assert card.title
    assert card.payers
    assert card.effective_from < date(9999, 1, 1)
    assert card.checked_on > date(2020, 1, 1)
    assert card.authorities
    assert [authority for authority in card.authorities if not authority.cite] == []


@every_standing_rule
def test_the_card_says_what_why_how_and_shows_examples(filed: Filed) -> None:
    sections = filed.card.sections
    assert [heading for heading in sections if heading in SECTIONS] == list(SECTIONS)
    assert [heading for heading in SECTIONS if not sections[heading]] == []
    assert [heading for heading, said in PROMPTS.items() if sections[heading] == said] == []


@every_standing_rule
def test_at_least_three_worked_examples_end_in_an_answer(filed: Filed) -> None:
    assert len(filed.cases) >= 3
    assert [case for case in filed.cases if not any(row.get("finds") for row in case)] == []
    assert [answer for answer in answers(filed) if not answer.startswith(ANSWERS)] == []


@every_standing_rule
def test_the_examples_show_a_finding_and_a_clear_case(filed: Filed) -> None:
    assert any(answer.startswith("yes") for answer in answers(filed))
    assert any(answer.startswith("no") for answer in answers(filed))


@every_standing_rule
def test_an_example_shows_when_the_rule_cannot_tell(filed: Filed) -> None:
    shown = any(answer.startswith("cannot tell") for answer in answers(filed))
    assert shown or filed.never_cannot_tell


@every_standing_rule
def test_the_message_is_a_sentence_that_blames_nobody(filed: Filed) -> None:
    assert filed.card.message.endswith(".")
    assert re.search(r"\b(invalid|illegal|you|your)\b", filed.card.message.lower()) is None
