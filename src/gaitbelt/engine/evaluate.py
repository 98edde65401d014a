"""Evaluating: every active rule over every line, with three outcomes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import numpy as np
import polars as pl

from gaitbelt.engine.bind import Compiled, Tables, bind, compiled, is_in_scope, scope_of
from gaitbelt.engine.derive import bring, derive
from gaitbelt.engine.findings import findings_of, no_findings, sorted_findings
from gaitbelt.engine.plan import KIND, roots
from gaitbelt.engine.rulebook import Rule, Rulebook
from gaitbelt.engine.windows import (
    FEW,
    bind_on_lines,
    derive_on_lines,
    group_rows,
    subject_of,
    whole_of,
)
from gaitbelt.language.fact import GROUPS, SERVICE_LINE
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, CLEAR, TALLY
from gaitbelt.tables.service_line import complete

NOT_JUDGED, IS_CLEAR, IS_BREACH, IS_UNKNOWN = 0, 1, 2, 3
CODE_OF_OUTCOME = {CLEAR: IS_CLEAR, BREACH: IS_BREACH, CANNOT_TELL: IS_UNKNOWN}
DEFAULT_OUTCOMES = (BREACH, CANNOT_TELL)

Counts: TypeAlias = np.ndarray[tuple[int], np.dtype[np.float64]]
Judgement: TypeAlias = tuple[Rule, str, np.ndarray[tuple[int], np.dtype[np.uint8]], Counts]
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
    wanted = [CODE_OF_OUTCOME[outcome] for outcome in outcomes]
    counts: dict[str, Counts] = {}
    found: list[pl.DataFrame] = []
    tables, judgements = _judgements(complete(lines), ready)
    for rule, table, outcome, weights in judgements:
        counts[rule.card.code] = np.bincount(outcome, weights, minlength=4)
        rows = np.flatnonzero(np.isin(outcome, wanted) & (weights > 0))
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
        whole = pl.col("is_whole") if table in GROUPS else pl.lit(value=True)
        judged = tables[table].select(_outcome_of(rule, ready, whole) for rule in rules)
        weights = _subject_weights(tables, table)
        for rule in rules:
            yield rule, table, judged[rule.card.code].to_numpy(), weights


def _on_lines(tables: Tables, ready: Compiled) -> Iterator[Judgement]:
    """Yield outcomes where every fact is on the lines; a group is judged on its first."""
    grains = {rule.card.grain for rule in ready.rules}
    if "outcomes" not in ready.kept:
        ready.kept["outcomes"] = [
            *(_outcome_of(rule, ready, whole_of(rule.card.grain)) for rule in ready.rules),
            *(subject_of(grain).alias(f"subject:{grain}") for grain in sorted(grains)),
        ]
    judged = tables[SERVICE_LINE].select(ready.kept["outcomes"])
    weights = {grain: judged[f"subject:{grain}"].to_numpy().astype(float) for grain in grains}
    for rule in ready.rules:
        grain = rule.card.grain
        yield rule, grain, judged[rule.card.code].to_numpy(), weights[grain]


def _by_table(ready: Compiled) -> dict[str, list[Rule]]:
    tables: dict[str, list[Rule]] = {}
    for rule in ready.rules:
        tables.setdefault(ready.plan.table_of(rule), []).append(rule)
    return tables


def _outcome_of(rule: Rule, ready: Compiled, is_whole: pl.Expr) -> pl.Expr:
    """Return the outcome of a rule in three-valued logic, as a small number.

    A rule that may or may not apply (no payer, no date) is clear only where the
    predicate is false either way. A group whose lines cannot be told apart from
    others' (no patient, no date, no discipline) cannot be judged.
    """
    applies = is_in_scope(scope_of(rule))
    known = pl.when(is_whole).then(ready.plan.expressions[rule.card.code])
    return (
        pl.when(applies.eq_missing(other=False))
        .then(NOT_JUDGED)
        .when(known.eq_missing(other=False))
        .then(IS_CLEAR)
        .when(known & applies)
        .then(IS_BREACH)
        .otherwise(IS_UNKNOWN)
        .cast(pl.UInt8)
        .alias(rule.card.code)
    )


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
