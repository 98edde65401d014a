"""Deriving on few lines: every fact a column of the lines, every group a window.

For one visit the work is nothing and each call of the frame library costs; so here the
facts of all tables are made together, round by round, on one frame. The definitions are
the same as in ``derive``, and so are the results.
"""

import numpy as np
import polars as pl

from gaitbelt.engine.bind import (
    Compiled,
    Tables,
    era_of,
    group_keys,
    is_placed,
    line_discipline,
    mixed,
    with_law,
)
from gaitbelt.engine.plan import GROUP_PREFIX, KIND, reads
from gaitbelt.language.fact import GROUPS, SERVICE_LINE, Fact

FEW = 1_500
"""Lines up to which one frame with windows is faster than a table for each group."""

WHOLE = "whole:"
KEPT_LAWS = 20_000


def bind_on_lines(lines: pl.DataFrame, ready: Compiled) -> Tables:
    """Return the line table with law, codes, values and group numbers bound.

    The same as ``bind`` gives, with the columns of kinds on the lines themselves. What
    binds to a payer, code and era is kept for the next visit.
    """
    era = era_of(lines, ready)
    asked = lines.select("payer", "hcpcs_code", "date_of_service").with_columns(era)
    law = pl.concat(_laws(asked, ready))
    bound = lines.with_row_index("line_id").hstack([era, *law.get_columns()])
    if "numbering" not in ready.kept:
        ready.kept["numbering"] = _numbering(ready.plan.groups)
    line = bound.with_columns(ready.kept["numbering"])
    return {SERVICE_LINE: line, KIND: line}


def _laws(asked: pl.DataFrame, ready: Compiled) -> list[pl.DataFrame]:
    """Return one row of bound columns for each line, made once for each payer and code."""
    kept: dict[tuple[object, ...], pl.DataFrame] = ready.kept.setdefault("laws", {})
    keys = [(row[0], row[1], row[3] if row[2] else None) for row in asked.rows()]
    missing = [n for n, key in enumerate(keys) if key not in kept]
    if missing:
        if len(kept) > KEPT_LAWS:
            kept.clear()
        made = with_law(asked[missing], ready).drop("payer", "hcpcs_code", "date_of_service", "era")
        for n, place in enumerate(missing):
            kept[keys[place]] = made[n]
    return [kept[key] for key in keys]


def _numbering(grains: tuple[str, ...]) -> list[pl.Expr]:
    keys = group_keys(line_discipline())
    placed = is_placed()
    columns = [
        line_discipline().alias("line_discipline"),
        placed.alias("is_placed"),
        pl.col("line_id").alias("kind"),
    ]
    for grain in grains:
        number = (mixed([keys[name] for name in GROUPS[grain]]).rank("dense") - 1).cast(pl.UInt32)
        columns.append(number.alias(GROUP_PREFIX + grain))
        is_told = line_discipline().is_not_null()
        whole = placed & is_told if "line_discipline" in GROUPS[grain] else placed
        columns.append(whole.alias(WHOLE + grain))
    return columns


def derive_on_lines(tables: Tables, ready: Compiled) -> None:
    """Add every fact of the plan to the line table."""
    frame = tables[SERVICE_LINE]
    for expressions, framed in rounds(ready):
        if expressions:
            frame = frame.with_columns(expressions)
        for fact in framed:
            frame = _with_framed(frame, fact, ready)
    tables[SERVICE_LINE] = frame


def rounds(ready: Compiled) -> list[tuple[list[pl.Expr], list[Fact]]]:
    """Return the plan's facts in rounds that only read what earlier rounds made."""
    if "rounds" not in ready.kept:
        ready.kept["rounds"] = _rounds(ready)
    kept: list[tuple[list[pl.Expr], list[Fact]]] = ready.kept["rounds"]
    return kept


def _rounds(ready: Compiled) -> list[tuple[list[pl.Expr], list[Fact]]]:
    facts, done = dict(ready.plan.facts), set[str]()
    found = []
    while facts:
        batch = [
            fact
            for fact in facts.values()
            if all(read in done or read not in ready.plan.facts for read in reads(fact))
        ]
        framed: dict[object, Fact] = {each.columns: each for each in batch if each.columns}
        found.append(([_windowed(each) for each in batch if not each.columns], [*framed.values()]))
        for fact in batch:
            done.add(fact.name)
            del facts[fact.name]
    return found


def _windowed(fact: Fact) -> pl.Expr:
    assert fact.expression is not None
    made = fact.expression
    if fact.is_aggregate:
        made = pl.when(pl.col(WHOLE + fact.per)).then(made.over(GROUP_PREFIX + fact.per))
    return made.alias(fact.name)


def _with_framed(frame: pl.DataFrame, fact: Fact, ready: Compiled) -> pl.DataFrame:
    assert fact.columns is not None
    if fact.per == SERVICE_LINE:
        return frame.hstack(fact.columns(frame, ready.ptp_edits).select(fact.produces))
    number = GROUP_PREFIX + fact.per
    groups = frame.unique(subset=number, keep="first", maintain_order=True)
    made = fact.columns(groups, ready.ptp_edits).select(fact.produces)
    made = made.with_columns(groups[number])
    return frame.join(made, on=number, how="left", maintain_order="left")


def whole_of(grain: str) -> pl.Expr:
    """Return whether a line's group of that grain can be told apart from others'."""
    return pl.col(WHOLE + grain) if grain in GROUPS else pl.lit(value=True)


def subject_of(grain: str) -> pl.Expr:
    """Return whether a line stands for a subject: itself, or its group as the first."""
    if grain not in GROUPS:
        return pl.col("is_subject")
    number = pl.col(GROUP_PREFIX + grain)
    return number.is_first_distinct() & pl.col("is_subject").any().over(number)


def group_rows(
    tables: Tables, grain: str, rows: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return the groups' rows in the table of their grain, which is made where missing."""
    number = GROUP_PREFIX + grain
    line = tables[SERVICE_LINE]
    if grain not in tables:
        groups = line.unique(subset=number, keep="first", maintain_order=True).sort(number)
        tables[grain] = groups.with_columns(first=pl.col("line_id"))
    return line[number].to_numpy()[rows].astype(np.int64)
