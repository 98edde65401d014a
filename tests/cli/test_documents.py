"""The pages about columns and JSON say what the code does."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from gaitbelt.edges.tabular.columns import ALIASES
from gaitbelt.engine.plan import Plan, roots
from gaitbelt.services.law import load_law
from gaitbelt.tables.service_line import CLAIM_LINE, CONTRACT, SERVICE_LINE
from tests.cli.asking import Answer, ask, visits

DOCS = Path(__file__).parents[2] / "docs" / "reference"
TYPES: dict[pl.DataType, str] = {
    pl.String(): "text",
    pl.Int64(): "number",
    pl.Date(): "date",
    pl.Datetime("us"): "time",
    pl.Decimal(12, 2): "amount",
    pl.List(pl.String()): "list of text",
    pl.List(pl.Int64()): "list of numbers",
}
ON = ("--on", "2026-03-02", "--format", "json")


def contract() -> dict[str, list[str]]:
    """Return the rows of the table of columns by name."""
    text = (DOCS / "tabular-contract.md").read_text("utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in text.splitlines()
        if line.startswith("| `")
    ]
    return {row[0].strip("`"): row[1:] for row in rows}


def described() -> dict[str, list[str]]:
    """Return the fields that each section of the page about JSON describes."""
    found: dict[str, list[str]] = {}
    heading = ""
    for line in (DOCS / "json.md").read_text("utf-8").splitlines():
        if line.startswith("##"):
            heading = line.lstrip("# ")
        elif field := re.match(r"\| `(\w+)` \|", line):
            found.setdefault(heading, []).append(field[1])
    return found


def test_every_column_is_described_in_order_with_its_type() -> None:
    table = contract()
    assert sorted(table) == sorted((*CLAIM_LINE, "is_subject"))
    for name, dtype in CLAIM_LINE.items():
        assert table[name][0] == TYPES[dtype], name
        assert all(table[name])


def test_every_other_name_of_a_column_is_described() -> None:
    for name, row in contract().items():
        told = set(re.findall(r"`([a-z0-9_]+)`", row[-1]))
        known = {alias for alias, column in ALIASES.items() if column == name}
        numbered = {"modifier_1", "modifier_5", "mod_1", "mod_5"} if name == "modifiers" else set()
        assert told == known | numbered, name


def test_what_needs_a_column_names_every_family_that_reads_it() -> None:
    table = contract()
    for rule in load_law().rulebook.rules:
        plan = Plan((rule,))
        for name in plan.inputs(roots(plan.expressions[rule.card.code])):
            if name in SERVICE_LINE and rule.card.family != "user":
                needs = table[name][2]
                assert rule.card.code[:3] in needs, f"{rule.card.code} reads {name}"


def about_codes() -> dict[str, Any]:  # Any: JSON
    """Return an answer for each section about codes and minutes."""
    ended = ask("codes", "97001", "--on", "2020-01-02", "--format", "json").json
    units = ask("units", "97110 23, 97140 12", *ON).json
    held = ask("codes", "97162", *ON).json
    return {
        "units": units,
        "units: lines": units["lines"][0],
        "units: trace": units["trace"][0],
        "codes": held,
        "codes: successors": ended["successors"][0],
        **{
            f"codes: {part}": held[part] if isinstance(held[part], dict) else held[part][0]
            for part in ("medicare_status", "relative_values", "documentation",
                         "misunderstandings", "facts", "settings", "what_changed")
        },
        "codes compare": ask("codes", "compare", "97110", "97530", *ON).json,
        "codes changes": ask("codes", "changes", "2024-12-31", "2025-01-01",
                             "--format", "json").json,
        "codes search": ask("codes", "search", "massage", "--format", "json").json,
        "pairs": ask("pairs", "97530", "97140", *ON).json,
        "mue": ask("mue", "97110", *ON).json,
    }  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:  # Any: JSON
    """Return an answer for each section of the page."""
    folder = tmp_path_factory.mktemp("answers")
    path = visits(folder, {"modifiers": ""}, {"minutes": "x", "claim_id": "c2"})
    finding: Answer = ask("check", path, "--format", "json")
    (folder / "f.json").write_text(finding.out, encoding="utf-8")
    checked = finding.json
    identity = checked["findings"][0]["finding_id"]
    coded = ask("code", path, "--format", "json").json
    return {
        **about_codes(),
        "code": coded,
        "code: lines": {
            name: value for name, value in coded["lines"][0].items() if name not in CONTRACT
        },
        "check": checked,
        "check: summary": checked["summary"],
        "check: rules": checked["summary"]["rules"][0],
        "check: findings": checked["findings"][0],
        "check: problems": checked["problems"][0],
        "rules": ask("rules", "--format", "json").json,
        "rules: card": ask("rules", "UNT001", "--format", "json").json,
        "demo": ask("demo", "--to", folder / "out", "--format", "json").json,
        "explain": ask("explain", identity, "--in", folder / "f.json", "--format", "json").json,
    }  # fmt: skip


def test_every_answer_has_the_fields_that_the_page_describes(answers: Mapping[str, Any]) -> None:
    page = described()
    assert set(page) == set(answers)
    for heading, fields in page.items():
        assert fields == list(answers[heading]), heading


def test_dates_and_amounts_are_text_in_every_answer(answers: Mapping[str, Any]) -> None:
    for name in ("charge_amount", "charges_at_risk"):
        assert re.fullmatch(r"\d+\.\d\d", answers["check: summary"][name])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answers["check: findings"]["date_of_service"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", answers["rules: card"]["checked_on"])
