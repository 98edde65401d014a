"""The collection of statements in circulation, judged row by row and article by article."""

import csv
from collections import Counter
from datetime import date
from pathlib import Path

from gaitbelt.services.statement import CONTRADICTED, SUPPORTED, Statement, read_statements

ON = date(2026, 3, 2)
VERDICTS = ("acceptable", "imprecise", "false")
NOTHING = "nothing stated"

Row = dict[str, str]


def rows(corpus: Path) -> list[Row]:
    """Return the rows of the collection: id, source, statement, verdict and the rest."""
    with (corpus / "rules/claims_in_circulation.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def alone(corpus: Path) -> dict[int, tuple[Statement, ...]]:
    """Return what is read in each statement when it stands by itself, by row."""
    return {
        int(row["id"]): read_statements(row["statement"], on=ON).statements for row in rows(corpus)
    }


def in_articles(corpus: Path) -> dict[int, tuple[Statement, ...]]:
    """Return what is read in each statement as a line of its article, by row."""
    answers: dict[int, tuple[Statement, ...]] = {}
    collection = rows(corpus)
    for article in dict.fromkeys(row["source"] for row in collection):
        lines = [row for row in collection if row["source"] == article]
        report = read_statements("\n".join(row["statement"] for row in lines), on=ON)
        for number, row in enumerate(lines, 1):
            answers[int(row["id"])] = tuple(
                each for each in report.statements if each.line == number
            )
    return answers


def outcome(statements: tuple[Statement, ...]) -> str:
    """Return the verdict on a row: contradicted where any statement of it is."""
    found = [each.verdict for each in statements]
    order = (CONTRADICTED, SUPPORTED, "unknown")
    return next((verdict for verdict in order if verdict in found), NOTHING)


def confusion(corpus: Path, answers: dict[int, tuple[Statement, ...]]) -> Counter[tuple[str, str]]:
    """Return how many rows of each given verdict have each outcome."""
    return Counter((row["verdict"], outcome(answers[int(row["id"])])) for row in rows(corpus))
