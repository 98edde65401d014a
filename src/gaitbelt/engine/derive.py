"""Deriving: the facts that the rules reach, each once, on the table where it lives."""

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from gaitbelt.engine.bind import Compiled
from gaitbelt.engine.grouping import Tables
from gaitbelt.engine.plan import CONSTANT_IN_GROUP, GROUP_PREFIX, KIND, Plan, Step, reads
from gaitbelt.language.fact import GROUPS, SERVICE_LINE, Fact
from gaitbelt.language.words import CODE_PREFIX, POLICY_PREFIX


def derive_kinds(tables: Tables, ready: Compiled) -> None:
    """Add every fact of the plan that kinds of lines have in common to their table."""
    for step in ready.plan.steps:
        if step.table == KIND:
            _on_rows(tables, step, ready)


def derive(tables: Tables, ready: Compiled) -> None:
    """Add every other fact of the plan to the table where it lives."""
    for step in ready.plan.steps:
        if step.table == KIND:
            continue
        if step.table == SERVICE_LINE:
            _on_rows(tables, step, ready)
        else:
            _on_groups(tables, step, ready)


def _on_rows(tables: Tables, step: Step, ready: Compiled) -> None:
    bring(tables, step.table, _reads(step.facts), ready.plan)
    plain = [fact for fact in step.facts if fact.expression is not None]
    frame = tables[step.table].with_columns(
        fact.expression.alias(fact.name) for fact in plain if fact.expression is not None
    )
    for fact in step.facts:
        if fact.columns is not None:
            frame = frame.hstack(_columns(fact, frame, ready))
        if fact.of_value is not None:
            frame = frame.with_columns(_of_values(fact, fact.of_value, frame))
    tables[step.table] = frame


def _of_values(fact: Fact, of_value: Callable[[Any], object], frame: pl.DataFrame) -> pl.Series:
    """Return a fact that a function makes of each different value of a column."""
    held = frame.get_column(fact.reads[0])
    old = held.unique()
    new = pl.Series([of_value(each) for each in old], dtype=fact.produces[fact.name])
    return held.replace_strict(old, new, return_dtype=new.dtype).alias(fact.name)


def _on_groups(tables: Tables, step: Step, ready: Compiled) -> None:
    aggregates = tuple(fact for fact in step.facts if fact.is_aggregate)
    others = tuple(fact for fact in step.facts if not fact.is_aggregate)
    frame = tables[step.table]
    if aggregates:
        bring(tables, SERVICE_LINE, _reads(aggregates), ready.plan)
        number = GROUP_PREFIX + step.table
        sums = (
            tables[SERVICE_LINE]
            .group_by(number, maintain_order=True)
            .agg(
                fact.expression.alias(fact.name)
                for fact in aggregates
                if fact.expression is not None
            )
        )
        if not sums[number].is_sorted():
            sums = sums.sort(number)
        sums = sums.drop(number)
        whole = frame["is_whole"]
        if not whole.all():
            sums = sums.select(pl.when(whole).then(pl.all()))
        frame = frame.hstack(sums)
        tables[step.table] = frame
    if others:
        bring(tables, step.table, _reads(others), ready.plan)
        frame = tables[step.table].with_columns(
            fact.expression.alias(fact.name) for fact in others if fact.expression is not None
        )
        for fact in others:
            if fact.columns is not None:
                frame = frame.hstack(_columns(fact, frame, ready))
        tables[step.table] = frame


def _columns(fact: Fact, frame: pl.DataFrame, ready: Compiled) -> pl.DataFrame:
    if fact.columns is None:
        raise ValueError(f"Fact {fact.name} has no frame function.")
    needed = fact.only_where
    if needed is not None and frame.get_column(needed).sum() < fact.fewest:
        return pl.DataFrame(
            [
                pl.Series(name, [None], dtype).new_from_index(0, frame.height)
                for name, dtype in fact.produces.items()
            ]
        )
    return fact.columns(frame, ready.reference).select(*fact.produces)


def _reads(facts: Iterable[Fact]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read for fact in facts for read in reads(fact)))


def bring(tables: Tables, table: str, names: Iterable[str], plan: Plan) -> None:
    """Bring columns that live elsewhere to a table, by each row's kind or group."""
    frame = tables[table]
    missing = [name for name in dict.fromkeys(names) if name not in frame.columns]
    columns = [_brought(tables, table, name, None, plan).alias(name) for name in missing]
    if columns:
        tables[table] = frame.hstack(columns)


def values_at(tables: Tables, table: str, name: str, rows: pl.Series, plan: Plan) -> pl.Series:
    """Return the values of a column at some rows of a table, wherever the column lives."""
    if name in tables[table].columns:
        return tables[table].get_column(name)[rows]
    return _brought(tables, table, name, rows, plan)


def _brought(
    tables: Tables, table: str, name: str, rows: pl.Series | None, plan: Plan
) -> pl.Series:
    """Return a column that lives elsewhere, at some rows of a table or at all."""
    home = SERVICE_LINE if name.startswith(GROUP_PREFIX) else plan.home(name)
    line = tables[SERVICE_LINE]
    if table != SERVICE_LINE:
        _refuse_unlike(name, home, table, plan)
        first = tables[table].get_column("first")
        rows = first if rows is None else first[rows]
    if home == SERVICE_LINE:
        own = line.get_column(name)
        return own if rows is None else own[rows]
    number = line.get_column("kind" if home == KIND else GROUP_PREFIX + home)
    places = number if rows is None else number[rows]
    return tables[home].get_column(name)[places]


def _refuse_unlike(name: str, home: str, table: str, plan: Plan) -> None:
    """Refuse a column on a group whose lines may differ in it."""
    if home == SERVICE_LINE:
        shared = ("date_of_service", "hcpcs_code", *GROUPS[table])
        if not (name.startswith(GROUP_PREFIX) or name in shared):
            raise ValueError(f"{name} differs between the lines of a {table}; aggregate it first.")
        return
    if home != KIND:
        return
    for read in plan.reached([name]):
        is_bound = read.startswith((POLICY_PREFIX, CODE_PREFIX)) or read in plan.facts
        if not is_bound and read not in CONSTANT_IN_GROUP:
            raise ValueError(
                f"{name} reads {read}, which may differ between the lines of a {table}; "
                "aggregate it first."
            )
