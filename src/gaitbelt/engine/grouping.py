"""Grouping: which lines belong to one patient, date, code or provider's day.

Lines are put in order once, patient by patient, date by date, so that groups are runs of
lines; numbering them and adding them up then costs little.
"""

from collections.abc import Iterable
from typing import TypeAlias

import numpy as np
import polars as pl

from gaitbelt.engine.plan import GROUP_PREFIX
from gaitbelt.language.fact import (
    CODE_ON_DATE,
    DATE_OF_SERVICE,
    GROUPS,
    PATIENT,
    PLAN_OF_CARE,
    PROVIDER_CODE_ON_DATE,
    PROVIDER_DATE,
    SERVICE_LINE,
)

Tables: TypeAlias = dict[str, pl.DataFrame]
"""The frames of a run by table: kinds, service lines, and the groups of each grain."""

Keys: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Flags: TypeAlias = np.ndarray[tuple[int], np.dtype[np.bool_]]

NESTED = (PATIENT, DATE_OF_SERVICE, CODE_ON_DATE)
"""Grains that are runs of lines in order, each within the one before."""

ALIKE = {PROVIDER_DATE: DATE_OF_SERVICE, PROVIDER_CODE_ON_DATE: CODE_ON_DATE}
"""A provider's groups are mostly those of the discipline, and are then not numbered again."""

PLAN_KEYS = ("plan_of_care_id", "plan_established_on")
"""What tells a patient's plans of care apart: the plan's number, else its first day."""

MOST = 2**63 - 1


def grouped(line: pl.DataFrame, kinds: pl.DataFrame, grains: tuple[str, ...]) -> Tables:
    """Return the lines in order with each grain's group numbers, and the groups' tables.

    ``line`` has ``line_id``, ``kind`` and ``is_placed``.
    """
    keys = _nested_keys(line, kinds)
    if (keys[CODE_ON_DATE][1:] < keys[CODE_ON_DATE][:-1]).any():
        order = np.argsort(keys[CODE_ON_DATE], kind="stable")
        keys = {grain: key[order] for grain, key in keys.items()}
        line = line[order]
    line = line.drop("line_id").with_row_index("line_id")
    starts = {grain: changes(key) for grain, key in keys.items()}
    placed, subject = (line[name].to_numpy() for name in ("is_placed", "is_subject"))
    disciplined = kinds["line_discipline"].is_not_null().to_numpy()[line["kind"].to_numpy()]
    tables: Tables = {}
    numbers = []
    for grain in grains:
        own = None if grain in NESTED else _key(grain, line, kinds, keys[PATIENT])
        like = grain if own is None else _alike(grain, own, line, starts)
        if like is not None:
            number = pl.Series(np.cumsum(starts[like]) - 1, dtype=pl.UInt32).set_sorted()
        elif own is not None:
            number = (own.rank("dense") - 1).cast(pl.UInt32)
        number = number.alias(GROUP_PREFIX + grain)
        numbers.append(number)
        is_told = placed & disciplined if "line_discipline" in GROUPS[grain] else placed
        tables[grain] = _table(number, None if like is None else starts[like], is_told, subject)
    return {SERVICE_LINE: line.hstack(numbers), **tables}


def changes(key: Keys) -> Flags:
    """Return where a run of equal keys begins."""
    starts = np.ones(key.size, dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=starts[1:])
    return starts


def _nested_keys(line: pl.DataFrame, kinds: pl.DataFrame) -> dict[str, Keys]:
    """Return a number for each line's patient, date and code on date, in their order.

    Discipline, payer and code are those of the line's kind, so they are numbered there.
    """
    person = _person_numbers(line)
    day = line["date_of_service"].to_physical().cast(pl.Int64)
    first = day.min()
    shift = first - 1 if isinstance(first, int) else 0
    days = (day - shift).fill_null(0).to_numpy()
    kind = line["kind"].to_numpy()
    date = _paired(person, days, int(days.max()) + 1)
    for names in (("line_discipline", "payer"), ("hcpcs_code",)):
        number = _numbered(kinds.select(names).rows())
        key = _paired(date, number[kind], int(number.max()) + 1)
        if names != ("hcpcs_code",):
            date = key
    return {PATIENT: person, DATE_OF_SERVICE: date, CODE_ON_DATE: key}


def _paired(high: Keys, low: Keys, low_count: int) -> Keys:
    """Return one number for two, in the order of the first, then the second."""
    if (int(high.max()) + 1) * low_count > MOST:
        high = np.unique(high, return_inverse=True)[1]
    return high * low_count + low


def _numbered(values: Iterable[tuple[str | None, ...]]) -> Keys:
    """Return a number for each row of words, in the order of the words."""
    rows = [tuple(word or "" for word in row) + tuple(word is None for word in row)
            for row in values]  # fmt: skip
    places = {row: number for number, row in enumerate(sorted(set(rows)))}
    return np.array([places[row] for row in rows], dtype=np.int64)


def _person_numbers(line: pl.DataFrame) -> Keys:
    """Return a number for each line's patient: in order of lines where they are together.

    A patient is known by patient_id, else by claim, else by visit; a line with none of
    them stands alone.
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
    is_named = line["patient_id"].null_count() == 0
    key = line.select(pl.col("patient_id").hash(101) if is_named else person).to_series()
    starts = changes(key.to_numpy())
    if key.n_unique() == int(starts.sum()):
        return np.cumsum(starts) - 1
    return key.rank("dense").cast(pl.Int64).to_numpy() - 1


def _key(grain: str, line: pl.DataFrame, kinds: pl.DataFrame, person: Keys) -> pl.Series:
    """Return a hash for each line of what the lines of a group of the grain share.

    Medicare's code-pair and unit edits look at one practitioner's lines, or a facility's.
    """
    kind = line["kind"]
    is_facility = kinds.select((pl.col("setting") == "outpatient").fill_null(value=False))
    discipline = pl.lit(kinds["line_discipline"].fill_null("")[kind])
    practitioner = pl.coalesce("rendering_provider_npi", discipline)
    shared = {
        "person": pl.lit(pl.Series(person)).hash(107),
        "provider": pl.when(is_facility.to_series()[kind])
        .then(pl.col("billing_provider_npi").fill_null("").hash(105))
        .otherwise(practitioner.hash(106)),
        "date_of_service": pl.col("date_of_service").hash(110),
        "claim_id": pl.col("claim_id").hash(113),
    }
    if grain == PLAN_OF_CARE:
        number, day = PLAN_KEYS
        shared["plan"] = pl.coalesce(number, pl.col(day).cast(pl.String)).fill_null("").hash(114)
    for seed, name in enumerate(("payer", "hcpcs_code", "line_discipline")):
        shared[name] = pl.lit(kinds[name].hash(120 + seed)[kind])
    return line.select(mixed([shared[name] for name in GROUPS[grain]]).alias(grain)).to_series()


def _alike(grain: str, key: pl.Series, line: pl.DataFrame, starts: dict[str, Flags]) -> str | None:
    """Return the grain whose runs are this grain's groups, or none where they are not runs."""
    like = ALIKE.get(grain)
    if like is None or not np.array_equal(changes(key.to_numpy()), starts[like]):
        return None
    day = line["date_of_service"].to_physical().fill_null(0).to_numpy()
    is_one_group_a_date = np.array_equal(starts[PATIENT] | changes(day), starts[DATE_OF_SERVICE])
    if is_one_group_a_date or key.n_unique() == int(starts[like].sum()):
        return like
    return None


def _table(number: pl.Series, starts: Flags | None, told: Flags, subject: Flags) -> pl.DataFrame:
    """Return the table of a grain's groups: first line, if told apart, if any is judged."""
    if starts is None:
        order = np.argsort(number.to_numpy(), kind="stable")
        told, subject = told[order], subject[order]
        first = np.flatnonzero(changes(number.to_numpy()[order].astype(np.int64)))
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
