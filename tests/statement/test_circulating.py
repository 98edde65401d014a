"""The measure: what circulates wrongly about a code is contradicted, what is right is not."""

from pathlib import Path

import pytest

from tests.statement.circulating import VERDICTS, alone, confusion, in_articles, outcome, rows

NEEDS_ITS_ARTICLE = {
    14: "names no code: what does not apply to evaluation is in the line before",
    84: "names no code: whose definition it is, is in the line before",
    91: "names no code: which code is meant, is in the line before",
}
STATES_NOTHING = {79: "an empty section of an article: it claims nothing"}


def test_every_false_statement_with_a_code_of_its_own_is_contradicted(corpus: Path) -> None:
    answers = alone(corpus)
    false = [int(row["id"]) for row in rows(corpus) if row["verdict"] == "false"]
    missed = {each for each in false if outcome(answers[each]) != "contradicted"}
    assert missed == {*NEEDS_ITS_ARTICLE, *STATES_NOTHING}


def test_every_false_statement_is_contradicted_in_its_article(corpus: Path) -> None:
    answers = in_articles(corpus)
    false = [int(row["id"]) for row in rows(corpus) if row["verdict"] == "false"]
    missed = {each for each in false if outcome(answers[each]) != "contradicted"}
    assert missed == set(STATES_NOTHING)


@pytest.mark.parametrize("reading", [alone, in_articles], ids=["alone", "in its article"])
def test_no_acceptable_statement_is_contradicted(reading: object, corpus: Path) -> None:
    answers = alone(corpus) if reading is alone else in_articles(corpus)
    acceptable = [int(row["id"]) for row in rows(corpus) if row["verdict"] == "acceptable"]
    assert [each for each in acceptable if outcome(answers[each]) == "contradicted"] == []


def test_of_the_imprecise_only_massage_under_manual_therapy_is_contradicted(corpus: Path) -> None:
    answers = alone(corpus)
    imprecise = [int(row["id"]) for row in rows(corpus) if row["verdict"] == "imprecise"]
    assert [each for each in imprecise if outcome(answers[each]) == "contradicted"] == [64]


def test_no_false_statement_is_supported(corpus: Path) -> None:
    for answers in (alone(corpus), in_articles(corpus)):
        assert confusion(corpus, answers)["false", "supported"] == 0


def test_every_contradiction_shows_its_fact_and_source(corpus: Path) -> None:
    for statements in in_articles(corpus).values():
        for each in statements:
            if each.verdict == "contradicted":
                assert each.fact
                assert each.citations
                assert each.confidence in set("PSMD")


def test_the_counts_are_shown(corpus: Path, record_property: pytest.FixtureRequest) -> None:
    counted = confusion(corpus, alone(corpus))
    for verdict in VERDICTS:
        assert sum(count for (given, _), count in counted.items() if given == verdict) > 0
    for key, count in sorted(counted.items()):
        record_property(" / ".join(key), count)  # type: ignore[operator]  # a function of pytest
