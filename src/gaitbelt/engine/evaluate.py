"""Evaluating: every active rule over every line, with three outcomes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import polars as pl

from gaitbelt.engine.bind import (
    Compiled,
    Scope,
    Tables,
    bind,
    compiled,
    is_in_scope,
    scope_of,
)
from gaitbelt.engine.derive import bring, derive
from gaitbelt.engine.findings import findings_of, no_findings, sorted_findings
from gaitbelt.engine.plan import KIND, roots
from gaitbelt.engine.rulebook import Rule, Rulebook
from gaitbelt.engine.windows import (
    FEW,
    WHOLE,
    bind_on_lines,
    derive_on_lines,
    group_rows,
    subject_of,
)
from gaitbelt.language.fact import GROUPS, SERVICE_LINE
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, CLEAR, TALLY
from gaitbelt.tables.service_line import complete

NOT_JUDGED, IS_CLEAR, IS_BREACH, IS_UNKNOWN = 0, 1, 2, 3
CODE_OF_OUTCOME = {CLEAR: IS_CLEAR, BREACH: IS_BREACH, CANNOT_TELL: IS_UNKNOWN}
DEFAULT_OUTCOMES = (BREACH, CANNOT_TELL)

OUTCOME = np.array(
    [
        *(NOT_JUDGED, NOT_JUDGED, NOT_JUDGED),
        *(IS_CLEAR, IS_BREACH, IS_UNKNOWN),
        *(IS_CLEAR, IS_UNKNOWN, IS_UNKNOWN),
    ],
    dtype=np.uint8,
)
"""The outcome by whether a rule applies (rows) and is broken: no, yes, cannot tell."""

Flags: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]
Outcomes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint8]]
Counts: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]
Judgement: TypeAlias = tuple[Rule, str, Outcomes, Counts]
"""A rule, the table it was judged on, its outcome on each row, and the rows' weights."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a rulebook says of some lines.

    ``findings`` has the columns of ``tables.finding.FINDING``, sorted; ``tally`` counts
    each rule's subjects by outcome (``tables.finding.TALLY``).
    """

    findings: pl.DataFrame
    tally: pl.DataFrame


def evaluate(
    lines: pl.DataFrame,
    rulebook: Rulebook,
    policy: Policy,
    reference: Reference,
    known_on: date | None = None,
    *,
    outcomes: tuple[str, ...] = DEFAULT_OUTCOMES,
) -> pl.DataFrame:
    """Return the findings of a rulebook on service lines.

    ``lines`` has any of the columns of ``tables.service_line``; those that are absent
    make what needs them ``cannot tell``. Lines with ``is_subject`` false are history:
    facts count them, rules do not judge them. With ``known_on`` only what was published
    by that day is used. The result has the columns of ``tables.finding.FINDING``.
    """
    return judge(lines, rulebook, policy, reference, known_on, outcomes=outcomes).findings


def judge(
    lines: pl.DataFrame,
    rulebook: Rulebook,
    policy: Policy,
    reference: Reference,
    known_on: date | None = None,
    *,
    outcomes: tuple[str, ...] = DEFAULT_OUTCOMES,
    only: frozenset[str] | None = None,
) -> Evaluation:
    """Return the findings and the tally of a rulebook on service lines.

    ``only`` restricts the rules by code; everything else is as in ``evaluate``.
    """
    ready = compiled(rulebook, policy, reference, known_on, only)
    if lines.is_empty() or not ready.rules:
        return Evaluation(
            no_findings(), _tally({rule.card.code: np.zeros(4) for rule in ready.rules})
        )
    is_wanted = np.isin(np.arange(4), [CODE_OF_OUTCOME[outcome] for outcome in outcomes])
    counts: dict[str, Counts] = {}
    found: list[pl.DataFrame] = []
    tables, judgements = _judgements(complete(lines), ready)
    for rule, table, outcome, weights in judgements:
        counts[rule.card.code] = np.bincount(outcome, weights, minlength=4)
        rows = np.flatnonzero(is_wanted[outcome] & (weights > 0))
        if len(rows):
            said = outcome[rows]
            if table in GROUPS and lines.height <= FEW:
                rows = group_rows(tables, table, rows)
            found.append(findings_of(rule, table, rows, said, tables, ready, rulebook.digest))
    return Evaluation(sorted_findings(found), _tally(counts))


def _judgements(lines: pl.DataFrame, ready: Compiled) -> tuple[Tables, Iterable[Judgement]]:
    """Return the tables with every fact, and every rule's outcomes on its table."""
    if lines.height <= FEW:
        tables = bind_on_lines(lines, ready)
        derive_on_lines(tables, ready)
        return tables, _on_lines(tables, ready)
    tables = bind(lines, ready)
    derive(tables, ready)
    return tables, _on_tables(tables, ready)


def _on_tables(tables: Tables, ready: Compiled) -> Iterator[Judgement]:
    for table, rules in _by_table(ready).items():
        names = {name for rule in rules for name in roots(ready.plan.expressions[rule.card.code])}
        bring(tables, table, sorted({*names, "payer", "date_of_service"}), ready.plan)
        scopes = {scope_of(rule): f"scope:{n}" for n, rule in enumerate(rules)}
        judged = tables[table].select(_answers(rules, scopes, ready))
        whole = tables[table]["is_whole"].to_numpy() if table in GROUPS else None
        weights = _subject_weights(tables, table)
        for rule in rules:
            yield rule, table, _outcome(judged, rule, scopes, whole), weights


def _on_lines(tables: Tables, ready: Compiled) -> Iterator[Judgement]:
    """Yield outcomes where every fact is on the lines; a group is judged on its first."""
    grains = sorted({rule.card.grain for rule in ready.rules})
    scopes = {scope_of(rule): f"scope:{n}" for n, rule in enumerate(ready.rules)}
    if "answers" not in ready.kept:
        ready.kept["answers"] = [
            *_answers(ready.rules, scopes, ready),
            *(subject_of(grain).alias(f"subject:{grain}") for grain in grains),
        ]
    line = tables[SERVICE_LINE]
    judged = line.select(ready.kept["answers"])
    weights = {grain: judged[f"subject:{grain}"].to_numpy().astype(float) for grain in grains}
    whole = {grain: line[WHOLE + grain].to_numpy() for grain in grains if grain in GROUPS}
    for rule in ready.rules:
        grain = rule.card.grain
        yield rule, grain, _outcome(judged, rule, scopes, whole.get(grain)), weights[grain]


def _answers(rules: Iterable[Rule], scopes: dict[Scope, str], ready: Compiled) -> list[pl.Expr]:
    """Return what predicates and scopes say: 0 no, 1 yes, 2 cannot tell."""
    said = {rule.card.code: ready.plan.expressions[rule.card.code] for rule in rules}
    said.update({name: is_in_scope(scope) for scope, name in scopes.items()})
    return [each.cast(pl.UInt8).fill_null(2).alias(name) for name, each in said.items()]


def _outcome(
    judged: pl.DataFrame, rule: Rule, scopes: dict[Scope, str], whole: Flags | None
) -> Outcomes:
    """Return the outcome of a rule in three-valued logic.

    A rule that may or may not apply (no payer, no date) is clear only where the
    predicate is false either way. A group whose lines cannot be told apart from
    others' (no patient, no date, no discipline) cannot be judged.
    """
    violated = judged[rule.card.code].to_numpy()
    if whole is not None and not whole.all():
        violated = np.where(whole, violated, 2)
    return OUTCOME[judged[scopes[scope_of(rule)]].to_numpy() * 3 + violated]


def _by_table(ready: Compiled) -> dict[str, list[Rule]]:
    tables: dict[str, list[Rule]] = {}
    for rule in ready.rules:
        tables.setdefault(ready.plan.table_of(rule), []).append(rule)
    return tables


def _subject_weights(tables: Tables, table: str) -> Counts:
    """Return how many subjects each row of a table stands for."""
    line = tables[SERVICE_LINE]
    if table == KIND:
        kinds = line["kind"].to_numpy()
        return np.bincount(kinds, line["is_subject"].to_numpy(), minlength=tables[KIND].height)
    return tables[table]["is_subject"].to_numpy().astype(np.float64)


def _tally(counts: dict[str, Counts]) -> pl.DataFrame:
    rows = [
        (code, int(each[IS_BREACH]), int(each[IS_CLEAR]), int(each[IS_UNKNOWN]))
        for code, each in sorted(counts.items())
    ]
    return pl.DataFrame(rows, schema=TALLY, orient="row")
