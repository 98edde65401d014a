"""Judging few lines: every fact a value of the line's row, every group a list of rows.

The definitions are those of ``derive``: the same expressions, interpreted row by row, and
the same frame functions. So are the results; only what a call of the frame library costs
is saved.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

import polars as pl

from gaitbelt.engine.bind import (
    Compiled,
    as_number,
    bind,
    era_of,
    is_in_scope,
    is_placed,
    line_discipline,
    scope_of,
    with_law,
    with_read,
)
from gaitbelt.engine.derive import bring, derive, derive_kinds
from gaitbelt.engine.grouping import PLAN_KEYS
from gaitbelt.engine.interpret import NotUnderstood, Plain, on_row, on_rows
from gaitbelt.engine.plan import GROUP_PREFIX, KIND, KIND_COLUMNS, roots
from gaitbelt.engine.rulebook import Rule
from gaitbelt.language.fact import GROUPS, SERVICE_LINE, Fact
from gaitbelt.tables.service_line import complete

FEW = 250
"""Lines up to which rows are faster than frames."""

KEPT_KINDS = 20_000
ASKED = (*(name for name in KIND_COLUMNS if name != "line_discipline"), "date_of_service")

Row: TypeAlias = dict[str, Any]  # Any: a cell of a frame
Group: TypeAlias = list[Any]  # Any: a line


@dataclass(frozen=True, slots=True)
class Lines:
    """Few lines whose facts are made when they are read, and their groups by grain."""

    rows: Group
    groups: dict[str, list[Group]]
    ready: Compiled


class LazyRow(dict[str, Any]):  # Any: a cell of a frame
    """A line whose facts are made when they are first read, for all that share them."""

    __slots__ = ("few", "makers")
    few: Lines
    makers: "Mapping[str, Maker]"

    def __missing__(self, name: str) -> Any:  # noqa: ANN401 (Any: a cell of a frame)
        """Make the fact of that name."""
        self.makers[name](self, self.few)
        return self[name]


Maker: TypeAlias = Callable[[Row, Lines], None]
"""Makes one or more facts of a row, and of the rows that share them."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule, its table, and the subjects it judged with their outcomes."""

    rule: Rule
    table: str
    subjects: list[tuple[Group, int]]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A plan as functions of rows, and the types of all its columns."""

    makers: dict[str, Maker]
    rules: list[tuple[Rule, str, str, Plain]]
    is_placed: Plain
    kinds: list[pl.Expr]
    types: dict[str, pl.DataType]
    breakpoints: list[int]


def derived_rows(lines: pl.DataFrame, ready: Compiled) -> Lines:
    """Return few complete lines whose facts are made when they are read.

    Raises NotUnderstood where an expression takes frames to be evaluated, and so does
    reading a fact where a value does.
    """
    return _bound(with_read(lines, ready), ready, _prepared(ready))


def judged_rows(few: Lines, ready: Compiled, outcomes: Sequence[int]) -> Iterator[Judged]:
    """Yield what each rule says of its subjects.

    ``outcomes`` has the outcome by whether a rule applies, times three, and is broken: 0
    no, 1 yes, 2 cannot tell. Raises NotUnderstood as ``derived_rows`` does.
    """
    by_table = {table: _subjects(few, table) for table in (SERVICE_LINE, *few.groups)}
    for rule, table, scope, violated in _prepared(ready).rules:
        subjects = []
        for group, is_told in by_table[SERVICE_LINE if table == KIND else table]:
            row = group[0]
            said = (violated(row) if is_told else 2) if row[scope] else 0
            subjects.append((group, outcomes[row[scope] * 3 + said]))
        yield Judged(rule, table, subjects)


def types_of(ready: Compiled) -> dict[str, pl.DataType]:
    """Return the type of every column and fact of a plan."""
    return _prepared(ready).types


def _prepared(ready: Compiled) -> _Ready:
    """Return the plan as functions, made once."""
    if "few" not in ready.kept:
        ready.kept["few"] = None
        ready.kept["few"] = _prepare(ready)
    kept: _Ready | None = ready.kept["few"]
    if kept is None:
        raise NotUnderstood("an expression of the plan")
    return kept


def _prepare(ready: Compiled) -> _Ready:
    plan = ready.plan
    types = _types(ready)
    makers: dict[str, Maker] = {}
    for step in plan.steps:
        if step.table != KIND:
            for fact in step.facts:
                makers.update(_makers(fact, step.table, types))
    scopes = {scope: f"scope:{n}" for n, scope in enumerate(map(scope_of, ready.rules))}
    kinds = [as_number(is_in_scope(scope), name) for scope, name in scopes.items()]
    rules: list[tuple[Rule, str, str, Plain]] = []
    for rule in ready.rules:
        table, scope = plan.table_of(rule), scopes[scope_of(rule)]
        expression = plan.expressions[rule.card.code]
        if table == KIND:
            name = f"outcome:{rule.card.code}"
            kinds.append(as_number(expression, name))
            rules.append((rule, table, scope, _reader(name)))
        else:
            rules.append((rule, table, scope, _numbered(on_row(expression))))
    breakpoints = [int(day) for day in ready.breakpoints]
    return _Ready(makers, rules, on_row(is_placed()), kinds, types, breakpoints)


def _numbered(condition: Plain) -> Plain:
    def run(row: Row) -> int:
        said = condition(row)
        return 2 if said is None else int(said)

    return run


def _reader(name: str) -> Plain:
    return lambda row: row[name]


def _makers(fact: Fact, table: str, types: Mapping[str, pl.DataType]) -> dict[str, Maker]:
    """Return how a fact is made, by the name of each column that is made with it."""
    if fact.columns is not None:
        return dict.fromkeys(fact.produces, _framed(fact, table, types))
    if fact.of_value is not None:
        of_value, read = fact.of_value, fact.reads[0]
        return {fact.name: _plain(fact.name, lambda row: of_value(row[read]))}
    if fact.expression is None:
        raise NotUnderstood(fact.name)
    if fact.is_aggregate:
        return {fact.name: _aggregated(fact.name, table, on_rows(fact.expression))}
    made = on_row(fact.expression)
    if table == SERVICE_LINE:
        return {fact.name: _plain(fact.name, made)}
    return {fact.name: _shared(fact.name, table, made)}


def _plain(name: str, made: Plain) -> Maker:
    def make(row: Row, _: Lines) -> None:
        row[name] = made(row)

    return make


def _shared(name: str, table: str, made: Plain) -> Maker:
    """Return how a fact of a group is made from other facts of the group."""

    def make(row: Row, few: Lines) -> None:
        group = _group_of(row, table, few)
        _set(group, name, made(group[0]))

    return make


def _aggregated(name: str, table: str, made: Plain) -> Maker:
    """Return how a fact of a group is made from its lines."""

    def make(row: Row, few: Lines) -> None:
        group = _group_of(row, table, few)
        _set(group, name, made(group) if _is_whole(group, table) else None)

    return make


def _framed(fact: Fact, table: str, types: Mapping[str, pl.DataType]) -> Maker:
    """Return how the columns of a frame function are made, for all rows or groups at once."""

    def make(_: Row, few: Lines) -> None:
        groups = [[row] for row in few.rows] if table == SERVICE_LINE else few.groups[table]
        _frame(groups, fact, few.ready, types)

    return make


def _group_of(row: Row, table: str, few: Lines) -> Group:
    return few.groups[table][row[GROUP_PREFIX + table]]


def _types(ready: Compiled) -> dict[str, pl.DataType]:
    """Return the types of all columns, as frames give them for a line of nothing.

    The rules are evaluated on them too, so that one that compares words with numbers is
    refused here as it is on many lines.
    """
    tables = bind(complete(pl.DataFrame({"hcpcs_code": [None]})), ready)
    derive_kinds(tables, ready)
    derive(tables, ready)
    for rule in ready.rules:
        expression, table = ready.plan.expressions[rule.card.code], ready.plan.table_of(rule)
        bring(tables, table, roots(expression), ready.plan)
        tables[table].select(expression.alias(rule.card.code))
    return {name: dtype for frame in tables.values() for name, dtype in frame.schema.items()}


def _bound(lines: pl.DataFrame, ready: Compiled, own: _Ready) -> Lines:
    """Return the lines with law, codes, values and group numbers bound, in order of date."""
    rows: Group = [LazyRow(row) for row in lines.iter_rows(named=True)]
    _bind_kinds(rows, lines, ready, own)
    for number, row in enumerate(rows):
        row["line_id"] = number
        row["is_placed"] = own.is_placed(row)
    rows.sort(key=lambda row: row["date_of_service"] or date.min)
    few = Lines(rows, {grain: _grouped(rows, grain) for grain in ready.plan.groups}, ready)
    for row in rows:
        row.few, row.makers = few, own.makers
    return few


def _bind_kinds(rows: list[Row], lines: pl.DataFrame, ready: Compiled, own: _Ready) -> None:
    """Add what is known of each row's kind; a kind met before is not bound again."""
    kept: dict[tuple[object, ...], Row] = ready.kept.setdefault("kinds", {})
    keys = [_kind_key(row, own.breakpoints) for row in rows]
    missing = [n for n, key in enumerate(keys) if key not in kept]
    if missing:
        if len(kept) > KEPT_KINDS:
            kept.clear()
            missing = list(range(len(keys)))
        asked = lines[missing].select(ASKED)
        made = with_law(asked.with_columns(era_of(asked, ready)), ready)
        made = made.with_columns(line_discipline=line_discipline())
        for step in ready.plan.steps:
            if step.table == KIND:
                made = made.with_columns(
                    each.expression.alias(each.name)
                    for each in step.facts
                    if each.expression is not None
                )
        made = made.with_columns(own.kinds).drop(*ASKED, "era")
        kept.update(zip((keys[n] for n in missing), made.rows(named=True), strict=True))
    for row, key in zip(rows, keys, strict=True):
        row.update(kept[key])


def _kind_key(row: Row, breakpoints: list[int]) -> tuple[object, ...]:
    carried, day = row["modifiers"], row["date_of_service"]
    return (
        row["payer"],
        row["setting"],
        row["hcpcs_code"],
        None if carried is None else tuple(carried),
        row["discipline"],
        None if day is None else bisect_right(breakpoints, day.toordinal() - EPOCH),
    )


EPOCH = date(1970, 1, 1).toordinal()


def _grouped(rows: list[Row], grain: str) -> list[Group]:
    """Number the rows' groups by what their lines share, as ``grouping.group_keys``."""
    numbers: dict[tuple[object, ...], int] = {}
    groups: list[Group] = []
    for row in rows:
        key = tuple(SHARED[name](row) if name in SHARED else row[name] for name in GROUPS[grain])
        number = numbers.setdefault(key, len(numbers))
        row[GROUP_PREFIX + grain] = number
        if number == len(groups):
            groups.append([])
        groups[number].append(row)
    return groups


def _person(row: Row) -> tuple[str, object]:
    for name in ("patient_id", "claim_id", "visit_id", "line_id"):
        if row[name] is not None:
            break
    return name, row[name]


def _provider(row: Row) -> tuple[bool, str]:
    if row["setting"] == "outpatient":
        return True, row["billing_provider_npi"] or ""
    rendering, discipline = row["rendering_provider_npi"], row["line_discipline"]
    return False, rendering if rendering is not None else discipline or ""


def _plan(row: Row) -> str:
    number, day = (row[name] for name in PLAN_KEYS)
    return number if number is not None else str(day or "")


SHARED: dict[str, Callable[[Row], object]] = {
    "person": _person,
    "provider": _provider,
    "plan": _plan,
}


def _is_whole(group: Group, grain: str) -> bool:
    """Return whether the group's lines can be told apart from all others."""
    first = group[0]
    needs_discipline = "line_discipline" in GROUPS[grain]
    return first["is_placed"] and not (needs_discipline and first["line_discipline"] is None)


def _set(group: Group, name: str, value: Any) -> None:  # noqa: ANN401 (Any: a cell of a frame)
    for row in group:
        row[name] = value


def _frame(
    groups: list[Group], fact: Fact, ready: Compiled, types: Mapping[str, pl.DataType]
) -> None:
    """Add the columns of a frame function, one row of the frame for each group."""
    if fact.columns is None:
        raise NotUnderstood(fact.name)
    needed = fact.only_where
    if needed is not None and sum(bool(group[0][needed]) for group in groups) < fact.fewest:
        for group in groups:
            for name in fact.produces:
                _set(group, name, None)
        return
    asked = [{name: group[0][name] for name in fact.reads} for group in groups]
    frame = pl.DataFrame(asked, schema={name: types[name] for name in fact.reads})
    found = fact.columns(frame, ready.reference)
    for name in fact.produces:
        for group, value in zip(groups, found.get_column(name).to_list(), strict=True):
            _set(group, name, value)


def _subjects(few: Lines, table: str) -> list[tuple[Group, bool]]:
    """Return the lines or groups to judge, those not of history alone, and if each is told."""
    if table not in GROUPS:
        return [([row], True) for row in few.rows if row["is_subject"]]
    return [
        (group, _is_whole(group, table))
        for group in few.groups[table]
        if any(row["is_subject"] for row in group)
    ]
