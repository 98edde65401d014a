"""Deriving on few lines: every fact a column of the lines, every group a window.

For one visit the work is nothing and each call of the frame library costs; so here the
facts of all tables are made together, round by round, on one frame. The definitions are
the same as in ``derive``, and so are the results.
"""

from datetime import date

import numpy as np
import polars as pl

from gaitbelt.engine.bind import (
    Compiled,
    Tables,
    era_of,
    is_placed,
    line_discipline,
    with_law,
)
from gaitbelt.engine.plan import GROUP_PREFIX, KIND, KIND_COLUMNS, reads
from gaitbelt.language.fact import GROUPS, SERVICE_LINE, Fact

FEW = 1_500
"""Lines up to which one frame with windows is faster than a table for each group."""

WHOLE = "whole:"
KEPT_KINDS = 20_000


ASKED = (*(name for name in KIND_COLUMNS if name != "line_discipline"), "date_of_service")


def bind_on_lines(lines: pl.DataFrame, ready: Compiled) -> Tables:
    """Return the line table with law, codes, values and group numbers bound.

    The same as ``bind`` gives, with the columns of kinds on the lines themselves. A kind
    of line that was met before is not bound again.
    """
    era = era_of(lines, ready)
    kinds = pl.concat(_kinds(lines.select(ASKED).with_columns(era), ready))
    bound = lines.with_row_index("line_id").hstack([era, *kinds.get_columns()])
    if "placing" not in ready.kept:
        placed = is_placed().alias("is_placed")
        ready.kept["placing"] = [placed, pl.col("line_id").alias("kind")]
    placed = bound.with_columns(ready.kept["placing"])
    line = placed.hstack(_numbers(placed, ready.plan.groups))
    return {SERVICE_LINE: line, KIND: line}


def _kinds(asked: pl.DataFrame, ready: Compiled) -> list[pl.DataFrame]:
    """Return one row for each line with all that is known of its kind."""
    kept: dict[tuple[object, ...], pl.DataFrame] = ready.kept.setdefault("kinds", {})
    keys = [_kind_key(*row) for row in asked.iter_rows()]
    missing = [n for n, key in enumerate(keys) if key not in kept]
    if missing:
        if len(kept) > KEPT_KINDS:
            kept.clear()
            missing = list(range(len(keys)))
        made = with_law(asked[missing], ready).with_columns(line_discipline=line_discipline())
        for step in ready.plan.steps:
            if step.table == KIND:
                made = made.with_columns(_windowed(fact) for fact in step.facts)
        made = made.drop(*ASKED, "era")
        for n, place in enumerate(missing):
            kept[keys[place]] = made[n]
    return [kept[key] for key in keys]


def _kind_key(
    payer: str | None,
    setting: str | None,
    code: str | None,
    modifiers: list[str] | None,
    discipline: str | None,
    day: date | None,
    era: int,
) -> tuple[object, ...]:
    carried = None if modifiers is None else tuple(modifiers)
    return payer, setting, code, carried, discipline, None if day is None else era


def _numbers(line: pl.DataFrame, grains: tuple[str, ...]) -> list[pl.Series]:
    """Return each line's group of each grain, and whether that can be told apart.

    Groups are numbered by what their lines share, as ``group_keys`` of the large tables.
    """
    shared = [_shared(*row) for row in line.select(*GROUP_COLUMNS).iter_rows()]
    found = []
    for grain in grains:
        names = GROUPS[grain]
        numbers: dict[tuple[object, ...], int] = {}
        own = [
            numbers.setdefault(tuple(each[name] for name in names), len(numbers)) for each in shared
        ]
        found.append(pl.Series(GROUP_PREFIX + grain, own, pl.UInt32))
        needs_discipline = "line_discipline" in names
        whole = [
            bool(each["is_placed"]) and not (needs_discipline and each["line_discipline"] is None)
            for each in shared
        ]
        found.append(pl.Series(WHOLE + grain, whole, pl.Boolean))
    return found


GROUP_COLUMNS = (
    "line_id", "patient_id", "claim_id", "visit_id", "date_of_service", "payer", "hcpcs_code",
    "setting", "rendering_provider_npi", "billing_provider_npi", "line_discipline", "is_placed",
)  # fmt: skip


def _shared(
    line_id: int,
    patient: str | None,
    claim: str | None,
    visit: str | None,
    day: date | None,
    payer: str | None,
    code: str | None,
    setting: str | None,
    rendering: str | None,
    billing: str | None,
    discipline: str | None,
    is_placed: bool,
) -> dict[str, object]:
    """Return what a line shares with the others of its groups, by name."""
    who = next((n for n, each in enumerate((patient, claim, visit)) if each is not None), None)
    named = [each for each in (rendering, discipline, "") if each is not None]
    facility, practitioner = (True, billing or ""), (False, named[0])
    return {
        "person": (who, (patient, claim, visit)[who]) if who is not None else line_id,
        "provider": facility if setting == "outpatient" else practitioner,
        "date_of_service": day,
        "payer": payer,
        "hcpcs_code": code,
        "claim_id": claim,
        "line_discipline": discipline,
        "is_placed": is_placed,
    }


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
    plan = ready.plan
    done = {name for name in plan.facts if plan.home(name) == KIND}
    facts = {name: fact for name, fact in plan.facts.items() if name not in done}
    found = []
    while facts:
        batch = [
            fact
            for fact in facts.values()
            if all(read in done or read not in plan.facts for read in reads(fact))
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
