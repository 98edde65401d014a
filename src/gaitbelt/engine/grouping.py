"""Grouping: which lines belong to one patient, date, code or provider's day.

Lines are put in order once, patient by patient, date by date, so that groups are runs of
lines; numbering them and adding them up then costs little.
"""

from typing import TypeAlias

import numpy as np
import polars as pl

from gaitbelt.engine.plan import GROUP_PREFIX
from gaitbelt.language.fact import (
    CODE_ON_DATE,
    DATE_OF_SERVICE,
    GROUPS,
    PATIENT,
    PROVIDER_CODE_ON_DATE,
    PROVIDER_DATE,
    SERVICE_LINE,
)

Tables: TypeAlias = dict[str, pl.DataFrame]
"""The frames of a run by table: kinds, service lines, and the groups of each grain."""

Keys: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint64]]
Flags: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]

NESTED = (PATIENT, DATE_OF_SERVICE, CODE_ON_DATE)
"""Grains that are runs of lines in order, each within the one before."""

ALIKE = {PROVIDER_DATE: DATE_OF_SERVICE, PROVIDER_CODE_ON_DATE: CODE_ON_DATE}
"""A provider's groups are mostly those of the discipline, and are then not numbered again."""


def grouped(line: pl.DataFrame, grains: tuple[str, ...]) -> Tables:
    """Return the lines in order with each grain's group numbers, and the groups' tables."""
    made = group_keys(pl.col("line_discipline"))
    wanted = dict.fromkeys((*NESTED, *grains))
    keys = line.select(
        pl.col("date_of_service").alias("day"),
        *(mixed([made[name] for name in GROUPS[grain]]).alias(grain) for grain in wanted),
    )
    order = keys.select(pl.arg_sort_by(PATIENT, "day", *NESTED[1:])).to_series()
    if not order.is_sorted():
        line, keys = line[order], keys[order]
    line = line.drop("line_id").with_row_index("line_id")
    starts = {grain: _starts(keys[grain].to_numpy()) for grain in wanted}
    tables: Tables = {}
    numbers = []
    for grain in grains:
        like = _alike(grain, keys, starts)
        if like is None:
            number = (keys[grain].rank("dense") - 1).cast(pl.UInt32)
        else:
            number = pl.Series(np.cumsum(starts[like]) - 1, dtype=pl.UInt32).set_sorted()
        number = number.alias(GROUP_PREFIX + grain)
        numbers.append(number)
        tables[grain] = _table(line, grain, number, None if like is None else starts[like])
    return {SERVICE_LINE: line.hstack(numbers), **tables}


def _starts(key: Keys) -> Flags:
    """Return where a run of equal keys begins."""
    starts = np.ones(key.size, dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=starts[1:])
    return starts


def _alike(grain: str, keys: pl.DataFrame, starts: dict[str, Flags]) -> str | None:
    """Return the grain whose runs are this grain's groups, or none where they are not runs."""
    if grain in NESTED:
        return grain
    like = ALIKE.get(grain)
    if like is None or not np.array_equal(starts[grain], starts[like]):
        return None
    day = keys["day"].to_physical().fill_null(0).to_numpy()
    dates = starts[PATIENT] | np.append([True], day[1:] != day[:-1])
    is_one_group_a_date = np.array_equal(dates, starts[DATE_OF_SERVICE])
    if is_one_group_a_date or keys[grain].n_unique() == int(starts[like].sum()):
        return like
    return None


def _table(line: pl.DataFrame, grain: str, number: pl.Series, starts: Flags | None) -> pl.DataFrame:
    """Return the table of a grain's groups: first line, if told apart, if any is judged."""
    told = line["is_placed"].to_numpy()
    if "line_discipline" in GROUPS[grain]:
        told = told & line["line_discipline"].is_not_null().to_numpy()
    subject = line["is_subject"].to_numpy()
    if starts is None:
        order = np.argsort(number.to_numpy(), kind="stable")
        told, subject = told[order], subject[order]
        first = np.flatnonzero(_starts(number.to_numpy()[order].astype(np.uint64)))
        rows = order[first]
    else:
        first = rows = np.flatnonzero(starts)
    return pl.DataFrame(
        {
            "first": rows.astype(np.uint32),
            "is_whole": told[first],
            "is_subject": np.logical_or.reduceat(subject, first),
        }
    )


def mixed(hashes: list[pl.Expr]) -> pl.Expr:
    """Return one hash of several, each of another seed."""
    key = hashes[0]
    for each in hashes[1:]:
        key = key ^ each
    return key


def group_keys(discipline: pl.Expr) -> dict[str, pl.Expr]:
    """Return a hash for each thing that lines of a group share.

    A patient is known by patient_id, else by claim, else by visit; a line with none of
    them stands alone. Medicare's code-pair and unit edits look at one practitioner's
    lines, or at a facility's.
    """
    person = (
        pl.when(pl.col("patient_id").is_not_null())
        .then(pl.col("patient_id").hash(101))
        .when(pl.col("claim_id").is_not_null())
        .then(pl.col("claim_id").hash(102))
        .when(pl.col("visit_id").is_not_null())
        .then(pl.col("visit_id").hash(103))
        .otherwise(pl.col("line_id").hash(104))
    )
    practitioner = pl.coalesce("rendering_provider_npi", discipline, pl.lit(""))
    provider = (
        pl.when(pl.col("setting") == "outpatient")
        .then(pl.col("billing_provider_npi").fill_null("").hash(105))
        .otherwise(practitioner.hash(106))
    )
    plain = ("date_of_service", "payer", "hcpcs_code", "claim_id")
    keys = {name: pl.col(name).hash(110 + seed) for seed, name in enumerate(plain)}
    own = {"line_discipline": discipline.hash(107), "person": person, "provider": provider}
    return {**keys, **own}
