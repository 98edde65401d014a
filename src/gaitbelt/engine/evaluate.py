"""Evaluating: every active rule over every line, with three outcomes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from gaitbelt.engine.bind import (
    Compiled,
    Scope,
    as_number,
    bind,
    compiled,
    is_in_scope,
    narrowed,
    scope_of,
)
from gaitbelt.engine.derive import bring, derive, derive_kinds
from gaitbelt.engine.few import FEW, Row, derived_rows, judged_rows
from gaitbelt.engine.few_findings import as_findings, findings_of_few
from gaitbelt.engine.findings import findings_of, no_findings, sorted_findings
from gaitbelt.engine.grouping import Tables
from gaitbelt.engine.interpret import NotUnderstood
from gaitbelt.engine.not_asked import not_asked
from gaitbelt.engine.plan import KIND, roots
from gaitbelt.engine.possible import possible_rules
from gaitbelt.engine.rulebook import Rule, Rulebook
from gaitbelt.language.fact import GROUPS, SERVICE_LINE
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, CLEAR, TALLY, nothing_unasked
from gaitbelt.tables.record import RECORD
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

OUTCOMES: list[int] = OUTCOME.tolist()

Flags: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]
Outcomes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint8]]
Counts: TypeAlias = np.ndarray[tuple[int], np.dtype[np.integer[Any]]]  # Any: of any width
Judgement: TypeAlias = tuple[Rule, str, Outcomes, Counts]
"""A rule, the table it was judged on, its outcome on each row, and the rows' weights."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a rulebook says of some lines.

    ``findings`` has the columns of ``tables.finding.FINDING``, sorted; ``tally`` counts
    each rule's subjects by outcome (``tables.finding.TALLY``); ``not_asked`` has the rules
    that need columns which no line has (``tables.finding.NOT_ASKED``).
    """

    findings: pl.DataFrame
    tally: pl.DataFrame
    not_asked: pl.DataFrame = field(default_factory=nothing_unasked)


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
    given = frozenset(name for name in lines.columns if name in RECORD)
    ready = compiled(rulebook, policy, reference, known_on, only, given)
    if lines.is_empty() or not ready.rules:
        none = _tally({rule.card.code: [0] * 4 for rule in ready.rules})
        return Evaluation(no_findings(), none, not_asked(lines, given, ready))
    wanted = frozenset(CODE_OF_OUTCOME[outcome] for outcome in outcomes)
    whole = complete(lines)
    judged = (
        _judged_as_rows(whole, ready, wanted, rulebook.digest) if whole.height <= FEW else None
    ) or _judged_as_tables(whole, ready, wanted, rulebook.digest)
    return replace(judged, not_asked=not_asked(whole, given, ready))


def _judged_as_rows(
    lines: pl.DataFrame, ready: Compiled, wanted: frozenset[int], digest: str
) -> Evaluation | None:
    """Judge few lines row by row; none where something takes frames to be evaluated."""
    found: list[Row] = []
    counts: dict[str, list[int]] = {}
    try:
        few = derived_rows(lines, ready)
        for judged in judged_rows(few, ready, OUTCOMES):
            said = [outcome for _, outcome in judged.subjects]
            counts[judged.rule.card.code] = [said.count(outcome) for outcome in range(4)]
            if not wanted.isdisjoint(said):
                found.extend(findings_of_few(few, judged, wanted, ready, digest))
        return Evaluation(as_findings(found), _tally(counts))
    except NotUnderstood:
        return None


def _judged_as_tables(
    lines: pl.DataFrame, ready: Compiled, wanted: frozenset[int], digest: str
) -> Evaluation:
    """Judge any number of lines, table by table."""
    tables = bind(lines, ready)
    derive_kinds(tables, ready)
    scopes = _scopes(tables, ready)
    asked = _asked(tables, scopes, wanted, ready)
    derive(tables, narrowed(ready, asked))
    counts: dict[str, list[int]] = {}
    found: list[pl.DataFrame] = []
    for rule, table, outcome, weights in _on_tables(tables, scopes, asked, ready):
        counts[rule.card.code] = _counted(outcome, weights)
        if any(counts[rule.card.code][each] for each in wanted):
            rows = np.flatnonzero(np.isin(outcome, [*wanted]))
            found.append(findings_of(rule, table, rows, outcome[rows], tables, ready, digest))
    return Evaluation(sorted_findings(found), _tally(counts))


def _asked(
    tables: Tables, scopes: dict[Scope, Outcomes], wanted: frozenset[int], ready: Compiled
) -> frozenset[str]:
    """Return the codes of the rules whose facts are needed: those that may not be clear.

    Where a line cannot be told apart from others', or clear is wanted, that is every rule.
    """
    is_told = tables[KIND]["line_discipline"].null_count() == 0
    if IS_CLEAR not in wanted and is_told and tables[SERVICE_LINE]["is_placed"].all():
        return possible_rules(tables[KIND], scopes, ready)
    return frozenset(rule.card.code for rule in ready.rules)


def _on_tables(
    tables: Tables, in_scope: dict[Scope, Outcomes], possible: frozenset[str], ready: Compiled
) -> Iterator[Judgement]:
    expressions = ready.plan.expressions
    for table, rules in _by_table(ready).items():
        codes = possible.intersection(rule.card.code for rule in rules)
        names = {name for code in codes for name in roots(expressions[code])}
        bring(tables, table, sorted(names), ready.plan)
        own = tables[table]
        no = pl.zeros(own.height, pl.UInt8, eager=True)
        answers = own.select(
            as_number(expressions[rule.card.code], rule.card.code)
            if rule.card.code in possible
            else no.alias(rule.card.code)
            for rule in rules
        )
        kind = _kinds(tables, table)
        whole = own["is_whole"].to_numpy() if table in GROUPS else None
        weights = _subjects(tables, table)
        for rule in rules:
            scope = in_scope[scope_of(rule)]
            asked = scope if kind is None else scope[kind]
            said = _outcome(asked, answers[rule.card.code].to_numpy(), whole)
            said[weights == 0] = NOT_JUDGED
            yield rule, table, said, weights


def _scopes(tables: Tables, ready: Compiled) -> dict[Scope, Outcomes]:
    """Return for each scope whether a rule of it applies to each kind of line."""
    scopes = dict.fromkeys(scope_of(rule) for rule in ready.rules)
    said = tables[KIND].select(
        as_number(is_in_scope(scope), str(n)) for n, scope in enumerate(scopes)
    )
    return {scope: each.to_numpy() for scope, each in zip(scopes, said, strict=True)}


def _kinds(tables: Tables, table: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]] | None:
    """Return the kind of each row of a table, of a group's first line; none for kinds."""
    if table == KIND:
        return None
    kind = tables[SERVICE_LINE]["kind"]
    return (kind if table == SERVICE_LINE else kind[tables[table]["first"]]).to_numpy()


def _outcome(in_scope: Outcomes, violated: Outcomes, whole: Flags | None) -> Outcomes:
    """Return the outcome of a rule in three-valued logic.

    A rule that may or may not apply (no payer, no date) is clear only where the
    predicate is false either way. A group whose lines cannot be told apart from
    others' (no patient, no date, no discipline) cannot be judged.
    """
    if whole is not None and not whole.all():
        violated = np.where(whole, violated, np.uint8(2))
    said: Outcomes = OUTCOME[in_scope * 3 + violated]
    return said


def _by_table(ready: Compiled) -> dict[str, list[Rule]]:
    tables: dict[str, list[Rule]] = {}
    for rule in ready.rules:
        tables.setdefault(ready.plan.table_of(rule), []).append(rule)
    return tables


def _subjects(tables: Tables, table: str) -> Counts:
    """Return how many subjects each row of a table stands for: for a group one or none."""
    subject = tables[SERVICE_LINE if table == KIND else table]["is_subject"].to_numpy()
    if table != KIND:
        return subject.view(np.uint8)
    kinds = tables[SERVICE_LINE]["kind"].to_numpy()
    return np.bincount(kinds[subject], minlength=tables[KIND].height)


def _counted(outcome: Outcomes, weights: Counts) -> list[int]:
    """Return how many subjects have each outcome."""
    if weights.dtype == np.uint8:
        return [0, *(int(np.count_nonzero(outcome == each)) for each in range(1, 4))]
    return [int(weights[outcome == each].sum()) for each in range(4)]


def _tally(counts: Mapping[str, Sequence[int]]) -> pl.DataFrame:
    rows = [
        (code, each[IS_BREACH], each[IS_CLEAR], each[IS_UNKNOWN])
        for code, each in sorted(counts.items())
    ]
    return pl.DataFrame(rows, schema=TALLY, orient="row")
