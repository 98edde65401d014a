"""Findings on few lines: the same sentences and evidence as ``findings``, row by row."""

import json
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import polars as pl

from gaitbelt.engine.bind import NO_DISCIPLINE, Compiled
from gaitbelt.engine.evidence import (
    DISCIPLINE,
    IDENTIFYING,
    NO_PERSON,
    PERSON,
    UNKNOWN,
    causes_of,
    evidence_names,
    finding_ids,
    grain_around,
    input_word,
    inputs_around,
    inputs_of,
    not_judged,
    policy_paths,
    shown_names,
)
from gaitbelt.engine.few import Group, Judged, Lines, Row, types_of
from gaitbelt.engine.findings import (
    LINE_IN_WORDS,
    OUTCOME_WORDS,
    SAME_IN_GROUP,
    SORT_KEYS,
    SOURCE,
    no_findings,
)
from gaitbelt.engine.interpret import NotUnderstood, Plain, on_row
from gaitbelt.engine.message import fields, in_words
from gaitbelt.engine.plan import GROUP_PREFIX
from gaitbelt.engine.rulebook import Rule
from gaitbelt.language.fact import GROUPS, SERVICE_LINE
from gaitbelt.tables.finding import BREACH, FINDING

Asked: TypeAlias = tuple[str, str, list[str]]
"""An input, what a user calls it, and the inputs whose absence explains its own."""


def findings_of_few(
    few: Lines, judged: Judged, wanted: frozenset[int], ready: Compiled, digest: str
) -> list[Row]:
    """Return the findings of one rule with a wanted outcome, as rows of FINDING.

    Raises NotUnderstood where a value or a message cannot be written row by row.
    """
    rule = judged.rule
    is_grouped = judged.table in GROUPS
    names = evidence_names(rule, judged.table if is_grouped else SERVICE_LINE, ready)
    found = []
    for group, outcome in judged.subjects:
        if outcome in wanted:
            keys = _keys_of_group(group) if is_grouped else _keys(group[0])
            missing = _missing(few, group, judged, ready) if outcome == UNKNOWN else []
            evidence = {name: group[0][name] for name in names}
            message = (
                ", ".join(missing) + not_judged(rule)
                if outcome == UNKNOWN
                else _message(rule, ready)(group[0])
            )
            said = {
                "outcome": OUTCOME_WORDS[outcome],
                "missing": missing,
                "message": message,
                "evidence": _as_json(evidence, group if is_grouped else None, ready),
                "policy_rows": _policy_rows(group[0], rule, ready),
            }
            found.append(_assembled(rule, {**keys, **said}, digest))
    _name(rule, found)
    return found


def _keys(row: Row) -> Row:
    """Return what a finding on one line is about."""
    keys = {name: row[name] for name in (*SAME_IN_GROUP, *SOURCE)}
    return {
        **keys,
        "claim_id": row["claim_id"],
        "discipline": _told_discipline(row[DISCIPLINE]),
        "charge_amount": row["charge_amount"],
    }


def _keys_of_group(group: Group) -> Row:
    """Return what a finding on a group is about: what its judged lines share."""
    members = [row for row in group if row["is_subject"]]
    keys: Row = {}
    for name in SAME_IN_GROUP:
        values = {row[name] for row in members}
        keys[name] = members[0][name] if len(values) == 1 else None
    for name in ("claim_id", *SOURCE):
        keys[name] = min((row[name] for row in members if row[name] is not None), default=None)
    charges = [row["charge_amount"] for row in members if row["charge_amount"] is not None]
    discipline = _told_discipline(keys[DISCIPLINE])
    return {**keys, "discipline": discipline, "charge_amount": sum(charges)}


def _told_discipline(discipline: str | None) -> str | None:
    return None if discipline == NO_DISCIPLINE else discipline


def _message(rule: Rule, ready: Compiled) -> Plain:
    """Return the card's sentence as a function of a row."""
    kept: dict[str, Plain] = ready.kept.setdefault("messages", {})
    code = rule.card.code
    if code not in kept:
        types = types_of(ready)
        named = {name: types[name] for name in fields(rule.card.message)}
        kept[code] = on_row(in_words(rule.card.message, named))
    return kept[code]


def _as_json(facts: Row, group: Group | None, ready: Compiled) -> str:
    """Return the facts as a JSON object, money and dates as text, with a group's lines."""
    shown: Row = {new: _plain(facts[name]) for name, new in shown_names(facts).items()}
    if group is not None:
        if "line in words" not in ready.kept:
            ready.kept["line in words"] = on_row(LINE_IN_WORDS)
        in_words = ready.kept["line in words"]
        shown["lines"] = sorted(in_words(row) for row in group if row["is_subject"])
    return _json(shown)


def _plain(value: Any) -> Any:  # noqa: ANN401 (Any: a cell of a frame)
    if value is None or isinstance(value, (str, int, list)):
        return value
    if isinstance(value, Decimal) or type(value) is date:
        return str(value)
    raise NotUnderstood(f"{type(value).__name__} as evidence")


def _json(value: Row) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _policy_rows(row: Row, rule: Rule, ready: Compiled) -> list[str]:
    """Return the names of the published values that were used."""
    used = [row["@" + path] for path in policy_paths(rule, ready)]
    return [name for name in used if name is not None]


def _missing(few: Lines, group: Group, judged: Judged, ready: Compiled) -> list[str]:
    """Return the inputs that are null on the subject's lines, or else in its wider group."""
    rule, table = judged.rule, judged.table
    names = _null_in(group, _asked(rule, table, ready))
    around = grain_around(rule, table, ready)
    if names or around is None:
        return names
    wider = few.groups[around][group[0][GROUP_PREFIX + around]]
    return _null_in(wider, _asked(rule, around, ready))


def _asked(rule: Rule, table: str, ready: Compiled) -> list[Asked]:
    """Return the inputs asked of a line or of a group's lines: name, word and causes."""
    kept: dict[tuple[str, str], list[Asked]] = ready.kept.setdefault("asked", {})
    key = (rule.card.code, table)
    if key not in kept:
        names = inputs_around(rule, table, ready) if table in GROUPS else inputs_of(rule, ready)
        kept[key] = [
            (name, input_word(name, ready), causes_of(name, names, ready)) for name in names
        ]
    return kept[key]


def _null_in(group: Group, asked: list[Asked]) -> list[str]:
    def is_missing(row: Row, name: str) -> bool:
        if name == NO_PERSON:
            return all(row[each] is None for each in PERSON)
        return row[name] is None

    absent = {name for name, _, _ in asked if any(is_missing(row, name) for row in group)}
    told = [word for name, word, causes in asked if name in absent and absent.isdisjoint(causes)]
    return list(dict.fromkeys(told))


def _assembled(rule: Rule, said: Row, digest: str) -> Row:
    card = rule.card
    own = {
        "rule_code": card.code,
        "rule_name": card.name,
        "grain": card.grain,
        "severity": card.severity,
        "fix": card.fix,
        "citations": card.citations,
        "confidence": card.confidence,
        "exposure_amount": said["charge_amount"] if said["outcome"] == BREACH else None,
        "rulebook_digest": digest,
    }
    return {**said, **own}


def _name(rule: Rule, found: list[Row]) -> None:
    """Give each finding its name."""
    said = [_json({name: _plain(row[name]) for name in IDENTIFYING}) for row in found]
    for row, name in zip(found, finding_ids(rule.card.code, said), strict=True):
        row["finding_id"] = name


def as_findings(found: list[Row]) -> pl.DataFrame:
    """Return findings as a table, in the order of ``findings.sorted_findings``."""
    if not found:
        return no_findings()
    found.sort(key=lambda row: [(row[name] is None, row[name]) for name in SORT_KEYS])
    return pl.DataFrame([{name: row[name] for name in FINDING} for row in found], schema=FINDING)
