"""Binding: which law, which code facts and which published values govern each line."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np
import polars as pl

from gaitbelt.engine.grouping import PLAN_KEYS, Tables, grouped, mixed
from gaitbelt.engine.plan import KIND, KIND_COLUMNS, Plan
from gaitbelt.engine.rulebook import ANY_PAYER, Rule, Rulebook
from gaitbelt.language.fact import PLAN_OF_CARE
from gaitbelt.language.words import CODE_PREFIX, POLICY_PREFIX
from gaitbelt.policy import Policy
from gaitbelt.reference import Reference
from gaitbelt.tables.policy_value import UNIT_TYPES
from gaitbelt.tables.record import RECORD
from gaitbelt.tables.service_line import ORIGIN

Scope: TypeAlias = tuple[tuple[str, ...], date, date | None]
"""To whom and when a rule applies: payers, first and last date of service."""

SERVICE_LINE_KEYS = (
    "claim_id", "line_number", "visit_id", "patient_id", "date_of_service", "payer",
    "discipline", "setting", "hcpcs_code", "modifiers", "unit_count", "minutes",
    "charge_amount", "rendering_provider_npi", "billing_provider_npi",
)  # fmt: skip

PolicyRow: TypeAlias = tuple[date, date | None, str, str]
"""A value's first and last date of service, the value as text, and its row's name."""


def scope_of(rule: Rule) -> Scope:
    """Return the payers and dates of service of a rule."""
    return rule.card.payers, rule.card.effective_from, rule.card.effective_through


ALWAYS_READ = frozenset((*SERVICE_LINE_KEYS, *ORIGIN))
"""Columns that binding, grouping or findings read whatever the rules are."""

NO_DISCIPLINE = "none"
"""The discipline of a line whose code is outside the registry and whose line says none."""


@dataclass(frozen=True, eq=False)
class Compiled:
    """A rulebook made ready for one policy, reference and day of knowledge."""

    plan: Plan
    rules: tuple[Rule, ...]
    breakpoints: np.ndarray[tuple[int], np.dtype[np.int32]]
    code_periods: pl.DataFrame
    reference: Reference
    policy_rows: dict[tuple[str, str], list[PolicyRow]]
    policy_types: dict[str, pl.DataType]
    based_on: dict[str, str | None]
    generic: str
    not_asked: tuple[Rule, ...]
    contexts: dict[tuple[str | None, int], dict[str, object]] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)  # Any: whatever is made once per plan

    @cached_property
    def record(self) -> tuple[str, ...]:
        """The columns of the record that the plan reads, and those that tell plans apart."""
        read = set(self.plan.columns)
        if PLAN_OF_CARE in self.plan.groups:
            read.update(PLAN_KEYS)
        return tuple(name for name in RECORD if name in read)


@lru_cache(maxsize=32)
def _compile(
    rulebook: Rulebook,
    policy: Policy,
    reference: Reference,
    known_on: date | None,
    only: frozenset[str] | None,
    given: frozenset[str],
) -> Compiled:
    active = [rule for rule in rulebook.active(known_on) if only is None or rule.card.code in only]
    rules = tuple(rule for rule in active if given.issuperset(rule.card.needs))
    plan = Plan(rules)
    values = policy.values
    if known_on is not None:
        known = pl.coalesce("published", "effective_from") <= known_on
        values = values.filter(known)
    rows: dict[tuple[str, str], list[PolicyRow]] = {}
    units = policy.values.select("name", "unit").unique().rows()
    types = {name: UNIT_TYPES.get(unit, pl.String()) for name, unit in units}
    for row in values.sort("effective_from", maintain_order=True).iter_rows(named=True):
        name = f"{row['payer']}.{row['name']}@{row['effective_from']}"
        dated = (row["effective_from"], row["effective_through"], row["value"], name)
        rows.setdefault((row["payer"], row["name"]), []).append(dated)
    periods = reference.code_periods
    names = [name for name in plan.code_facts if name != "is_known"]
    keep = dict.fromkeys(["hcpcs_code", "period_from", "period_through", "disciplines", *names])
    return Compiled(
        plan,
        rules,
        _breakpoints(rules, rows, periods),
        periods.select(*keep, pl.lit(value=True).alias("is_known")),
        reference,
        rows,
        types,
        policy.based_on,
        policy.generic,
        tuple(rule for rule in active if not given.issuperset(rule.card.needs)),
    )


def compiled(
    rulebook: Rulebook,
    policy: Policy,
    reference: Reference,
    known_on: date | None = None,
    only: frozenset[str] | None = None,
    given: frozenset[str] = frozenset(RECORD),
) -> Compiled:
    """Return the rulebook made ready; the last few are kept.

    ``given`` are the columns of the record that the lines have: a rule that needs another
    is not asked.
    """
    return _compile(rulebook, policy, reference, known_on, only, given)


def narrowed(ready: Compiled, codes: frozenset[str]) -> Compiled:
    """Return the same of some of its rules, made once for each choice."""
    if len(codes) == len(ready.rules):
        return ready
    kept: dict[frozenset[str], Compiled] = ready.kept.setdefault("narrowed", {})
    if codes not in kept:
        rules = tuple(rule for rule in ready.rules if rule.card.code in codes)
        kept[codes] = replace(ready, plan=Plan(rules), rules=rules, kept={})
    return kept[codes]


def with_read(lines: pl.DataFrame, ready: Compiled) -> pl.DataFrame:
    """Add the columns of the record that the plan reads and the lines lack, all null."""
    absent = [name for name in ready.record if name not in lines.columns]
    if not absent:
        return lines
    return lines.with_columns(pl.lit(None, dtype=RECORD[name]).alias(name) for name in absent)


def _breakpoints(
    rules: tuple[Rule, ...],
    policy_rows: dict[tuple[str, str], list[PolicyRow]],
    periods: pl.DataFrame,
) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    """Return every day on which something that governs lines begins."""
    days: set[date] = set(periods["period_from"].drop_nulls().to_list())
    ends = [rule.card.effective_through for rule in rules]
    for rule in rules:
        days.add(rule.card.effective_from)
        days.update(each.since for each in rule.predicates if each.since)
    for rows in policy_rows.values():
        days.update(row[0] for row in rows)
        ends.extend(row[1] for row in rows)
    days.update(each + timedelta(days=1) for each in ends if each is not None)
    epoch = date(1970, 1, 1)
    return np.array(sorted((day - epoch).days for day in days), dtype=np.int32)


def bind(lines: pl.DataFrame, ready: Compiled) -> Tables:
    """Return the tables of kinds, lines and groups, with law, codes and values bound.

    ``lines`` is complete (``tables.service_line.complete``). The line table gains
    ``line_id``, ``kind`` and one ``group:`` number for each grain the plan needs; what a
    kind has in common stays on the table of kinds.
    """
    lines = with_read(lines, ready)
    read = [
        name
        for name in lines.columns
        if name in ready.plan.columns or name in ALWAYS_READ or name in ready.record
    ]
    numbered = lines.select(read).with_row_index("line_id").with_columns(era_of(lines, ready))
    kinds, kind = _kinds(numbered)
    kinds = with_law(kinds, ready).with_columns(line_discipline=line_discipline())
    line = numbered.drop("era", *KIND_COLUMNS, strict=False)
    line = line.with_columns(kind, is_placed().alias("is_placed"))
    return {KIND: kinds, **grouped(line, kinds, ready.plan.groups)}


def with_law(kinds: pl.DataFrame, ready: Compiled) -> pl.DataFrame:
    """Add the code facts and published values that govern each row's payer and date."""
    return _with_policies(_with_code_facts(kinds, ready), ready)


def era_of(lines: pl.DataFrame, ready: Compiled) -> pl.Series:
    """Return between which days of change each line's date of service lies."""
    days = lines["date_of_service"].cast(pl.Int32).fill_null(-(2**31)).to_numpy()
    return pl.Series("era", np.searchsorted(ready.breakpoints, days, side="right"), pl.UInt32)


def _kinds(line: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    columns = ("payer", "setting", "hcpcs_code", "discipline", "modifiers", "era")
    hashed = [pl.col(name).hash(seed) for seed, name in enumerate(columns, start=1)]
    is_dated = pl.col("date_of_service").is_null().hash(len(columns) + 1)
    key = line.select("line_id", key=mixed([*hashed, is_dated]))
    firsts = key.group_by("key").agg(pl.col("line_id").min()).sort("line_id")
    kinds = line.select(*columns, "date_of_service").select(pl.all().gather(firsts["line_id"]))
    number = firsts.select("key").with_row_index("kind")
    kind = key.join(number, on="key", how="left", maintain_order="left")["kind"]
    return kinds, kind


def _with_code_facts(kinds: pl.DataFrame, ready: Compiled) -> pl.DataFrame:
    """Add what the registry says of each kind's code on its date, null when undated."""
    asked = kinds.select("hcpcs_code", "date_of_service").with_row_index("kind")
    day = pl.col("date_of_service")
    known = (
        asked.join(ready.code_periods, on="hcpcs_code", how="inner")
        .filter(day.is_between(pl.col("period_from"), pl.col("period_through")))
        .drop("hcpcs_code", "date_of_service", "period_from", "period_through")
    )
    found = asked.join(known, on="kind", how="left", maintain_order="left")
    is_asked = pl.col("hcpcs_code").is_not_null() & day.is_not_null()
    is_known = pl.when(is_asked).then(pl.col("is_known").fill_null(value=False))
    facts = found.with_columns(is_known=is_known).drop("kind", "hcpcs_code", "date_of_service")
    return kinds.hstack(facts.rename(lambda name: CODE_PREFIX + name))


def _with_policies(kinds: pl.DataFrame, ready: Compiled) -> pl.DataFrame:
    """Add each published value in force, and the name of the row it came from."""
    if not ready.plan.policies:
        return kinds
    asked = kinds.select("payer", "era", "date_of_service").rows()
    values = [_context(payer, era, day, ready) for payer, era, day in asked]
    columns = []
    for path in ready.plan.policies:
        name = path.rpartition(".")[2]
        column = pl.Series(POLICY_PREFIX + path, [each[path] for each in values], strict=False)
        columns.append(column.cast(ready.policy_types.get(name, pl.String())))
        rows = [each["@" + path] for each in values]
        columns.append(pl.Series("@" + path, rows, dtype=pl.String))
    return kinds.hstack(columns)


def _context(payer: str | None, era: int, day: date | None, ready: Compiled) -> dict[str, object]:
    key = (payer, era if day is not None else -1)
    if key not in ready.contexts:
        found: dict[str, object] = {}
        for path in ready.plan.policies:
            fixed, _, name = path.rpartition(".")
            found[path], found["@" + path] = _value(fixed or payer, name, day, ready)
        ready.contexts[key] = found
    return ready.contexts[key]


def _value(
    payer: str | None, name: str, day: date | None, ready: Compiled
) -> tuple[object, str | None]:
    seen: set[str] = set()
    if payer is not None and payer not in ready.based_on:
        payer = ready.generic
    while payer is not None and day is not None and payer not in seen:
        seen.add(payer)
        for start, end, value, row in reversed(ready.policy_rows.get((payer, name), [])):
            if start <= day and (end is None or day <= end):
                return _typed(value, ready.policy_types[name]), row
        payer = ready.based_on.get(payer)
    return None, None


def _typed(value: str, dtype: pl.DataType) -> object:
    if isinstance(dtype, pl.Decimal):
        return Decimal(value)
    if dtype == pl.Boolean:
        return value.lower() == "true"
    return int(value) if dtype == pl.Int64 else value


def line_discipline() -> pl.Expr:
    """Return the discipline as given, else by the therapy modifier, else by the code.

    A code outside the registry without either is of none: it is no therapy that is known.
    """
    by_modifier = [
        pl.when(pl.col("modifiers").list.contains(modifier)).then(pl.lit(discipline))
        for modifier, discipline in (("GP", "PT"), ("GO", "OT"), ("GN", "SLP"))
    ]
    is_single = pl.col(CODE_PREFIX + "disciplines").is_in(["PT", "OT", "SLP"])
    by_code = pl.when(is_single).then(pl.col(CODE_PREFIX + "disciplines"))
    is_unknown = pl.col(CODE_PREFIX + "is_known") == pl.lit(value=False)
    of_none = pl.when(is_unknown).then(pl.lit(NO_DISCIPLINE))
    return pl.coalesce("discipline", *by_modifier, by_code, of_none)


def is_placed() -> pl.Expr:
    """Return whether a line has a patient, claim or visit, and a date."""
    who = [pl.col(name).is_not_null() for name in ("patient_id", "claim_id", "visit_id")]
    return pl.any_horizontal(who) & pl.col("date_of_service").is_not_null()


def is_in_scope(scope: Scope) -> pl.Expr:
    """Return whether a rule of that scope applies to a line; null without payer or date."""
    payers, first, last = scope
    day = pl.col("date_of_service")
    is_dated = day >= pl.lit(first)
    if last is not None:
        is_dated = is_dated & (day <= pl.lit(last))
    return is_dated if ANY_PAYER in payers else is_dated & pl.col("payer").is_in(list(payers))


def as_number(condition: pl.Expr, name: str) -> pl.Expr:
    """Return a condition as a column of 0 no, 1 yes, 2 cannot tell."""
    return condition.cast(pl.UInt8).fill_null(2).alias(name)
