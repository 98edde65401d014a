"""Evaluating: every active rule over every line, with three outcomes."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from gaitbelt.engine.bind import Compiled, Tables, bind, compiled, is_in_scope, scope_of
from gaitbelt.engine.derive import bring, derive
from gaitbelt.engine.findings import findings_of, no_findings, sorted_findings
from gaitbelt.engine.plan import KIND, roots
from gaitbelt.engine.rulebook import Rule, Rulebook
from gaitbelt.engine.windows import FEW, bind_on_lines, derive_on_lines, group_table
from gaitbelt.language.fact import SERVICE_LINE
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, CLEAR, TALLY
from gaitbelt.tables.service_line import complete

NOT_JUDGED, IS_CLEAR, IS_BREACH, IS_UNKNOWN = 0, 1, 2, 3
CODE_OF_OUTCOME = {CLEAR: IS_CLEAR, BREACH: IS_BREACH, CANNOT_TELL: IS_UNKNOWN}
DEFAULT_OUTCOMES = (BREACH, CANNOT_TELL)


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
    tables = _derived(complete(lines), ready)
    wanted = [CODE_OF_OUTCOME[outcome] for outcome in outcomes]
    counts: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]] = {}
    found: list[pl.DataFrame] = []
    for table, rules in _by_table(ready).items():
        judged = _judged(tables, table, rules, ready)
        weights = _subject_weights(tables, table)
        for rule in rules:
            outcome = judged[rule.card.code].to_numpy()
            counts[rule.card.code] = np.bincount(outcome, weights, minlength=4)
            rows = np.flatnonzero(np.isin(outcome, wanted) & (weights > 0))
            if len(rows):
                found.append(
                    findings_of(rule, table, rows, outcome[rows], tables, ready, rulebook.digest)
                )
    return Evaluation(sorted_findings(found), _tally(counts))


def _derived(lines: pl.DataFrame, ready: Compiled) -> Tables:
    """Return the tables with every fact, made the way that is quicker for so many lines."""
    if lines.height > FEW:
        tables = bind(lines, ready)
        derive(tables, ready)
        return tables
    tables = bind_on_lines(lines, ready)
    derive_on_lines(tables, ready)
    tables[KIND] = tables[SERVICE_LINE]
    for grain in {rule.card.grain for rule in ready.rules} - {SERVICE_LINE}:
        tables[grain] = group_table(tables, grain)
    return tables


def _by_table(ready: Compiled) -> dict[str, list[Rule]]:
    tables: dict[str, list[Rule]] = {}
    for rule in ready.rules:
        tables.setdefault(ready.plan.table_of(rule), []).append(rule)
    return tables


def _judged(tables: Tables, table: str, rules: list[Rule], ready: Compiled) -> pl.DataFrame:
    """Return each rule's outcome on each row of a table, as a small number."""
    scopes = {scope: f"scope:{n}" for n, scope in enumerate({scope_of(r): 0 for r in rules})}
    names = {name for rule in rules for name in roots(ready.plan.expressions[rule.card.code])}
    names |= {"payer", "date_of_service"}
    bring(tables, table, sorted(names), ready.plan)
    frame = tables[table]
    is_whole = pl.col("is_whole") if "is_whole" in frame.columns else pl.lit(value=True)
    in_scope = frame.with_columns(is_in_scope(scope).alias(name) for scope, name in scopes.items())
    return in_scope.select(
        _outcome(
            ready.plan.expressions[rule.card.code], pl.col(scopes[scope_of(rule)]), is_whole
        ).alias(rule.card.code)
        for rule in rules
    )


def _outcome(violated: pl.Expr, applies: pl.Expr, is_whole: pl.Expr) -> pl.Expr:
    """Return the outcome of a predicate in three-valued logic.

    A rule that may or may not apply (no payer, no date) is clear only where the
    predicate is false either way. A group whose lines cannot be told apart from
    others' (no patient, no date, no discipline) cannot be judged.
    """
    known = pl.when(is_whole).then(violated)
    return (
        pl.when(applies.eq_missing(other=False))
        .then(NOT_JUDGED)
        .when(known.eq_missing(other=False))
        .then(IS_CLEAR)
        .when(known & applies)
        .then(IS_BREACH)
        .otherwise(IS_UNKNOWN)
        .cast(pl.UInt8)
    )


def _subject_weights(tables: Tables, table: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Return how many subjects each row of a table stands for."""
    line = tables[SERVICE_LINE]
    if table == KIND:
        kinds = line["kind"].to_numpy()
        return np.bincount(kinds, line["is_subject"].to_numpy(), minlength=tables[KIND].height)
    return tables[table]["is_subject"].to_numpy().astype(np.float64)


def _tally(counts: dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]) -> pl.DataFrame:
    rows = [
        (code, int(each[IS_BREACH]), int(each[IS_CLEAR]), int(each[IS_UNKNOWN]))
        for code, each in sorted(counts.items())
    ]
    return pl.DataFrame(rows, schema=TALLY, orient="row")
