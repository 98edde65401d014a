"""The tables a check judges by, with those that the user imported in their place.

A pair table of CMS holds all pairs there ever were with their dates, so it takes the place
of every row of its setting whose first code lies within its own. Tables without dates, unit
limits and relative values, hold for the quarter of their edition; the last edition known
holds on, as the shipped one does.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import polars as pl

from gaitbelt.edges.cms.shapes import PTP_EDITS, RELATIVE_VALUES, UNIT_LIMITS
from gaitbelt.library import local
from gaitbelt.library.ncci_tables import limit_editions
from gaitbelt.reference import Reference
from gaitbelt.tables.code_period import CODE_PERIOD, PTP_EDIT

ALWAYS = date(9999, 12, 31)
EVER = (date.min, ALWAYS)
_DECEMBER, _MONTHS_OF_QUARTER = 12, 3
STATUS = ("status_code", "multiple_procedure_indicator")
PUBLISHED = ("practitioner", "outpatient")

Stretch = tuple[date, date]
"""The first and last day on which a table holds."""

Until = Callable[[date, Sequence[date]], date]
"""The last day of a table from its first, its followers apart, and the editions shipped."""


def with_store(reference: Reference, store: Path) -> Reference:
    """Return the reference tables with those of a store in their place.

    The same reference and store give the same frames again, so that what is remembered
    of them stays. Raises UnusableStore where the store holds no table, or a file
    is not the one imported.
    """
    return _with_store(reference, store, local.digest_of(store))


@lru_cache(maxsize=4)
def _with_store(reference: Reference, store: Path, digest: str) -> Reference:
    held = local.tables_of(store)
    edits = reference.ptp_edits
    for entry in sorted(_of(held, PTP_EDITS), key=lambda one: one.edition or date.min):
        edits = with_pairs(edits, local.table(store, entry))
    periods = reference.code_periods
    for setting in PUBLISHED:
        own = [each for each in _of(held, UNIT_LIMITS) if each.variant == setting]
        known = [each.seen_from for each in limit_editions(setting) if each.seen_from]
        for frame, stretch in dated(store, own, known, after_last):
            periods = with_limits(periods, frame, setting, stretch)
    shipped = _last_status_day(reference)
    for frame, stretch in dated(store, _of(held, RELATIVE_VALUES), [shipped], to_year_end):
        periods = with_status(periods, frame, stretch)
    mark = hashlib.blake2b(f"{reference.digest} {digest}".encode(), digest_size=16)
    return replace(reference, code_periods=periods, ptp_edits=edits, digest=mark.hexdigest())


def _of(held: Sequence[local.Entry], kind: str) -> list[local.Entry]:
    return [each for each in held if each.kind == kind]


def with_pairs(
    edits: pl.DataFrame, table: pl.DataFrame, whole: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return edits with a pair table in the place of the rows that it covers.

    ``whole``: the table whose first codes tell what is covered, where ``table`` is a part
    of it.
    """
    coverage = table if whole is None else whole
    first, last = coverage["column_one"].min(), coverage["column_one"].max()
    settings = coverage["setting"].unique().implode()
    is_between = pl.col("column_one").is_between(pl.lit(first), pl.lit(last))
    is_covered = pl.col("setting").is_in(settings) & is_between
    return pl.concat([edits.filter(~is_covered), table.select(*PTP_EDIT)])


def with_limits(
    periods: pl.DataFrame, limits: pl.DataFrame, setting: str, stretch: Stretch
) -> pl.DataFrame:
    """Return code periods with the unit limits of one setting over a stretch of days.

    A code that the table does not name has no limit.
    """
    found = limits.select(
        "hcpcs_code",
        pl.col("unit_limit").alias(f"mue_{setting}"),
        pl.col("adjudication_indicator").alias(f"mue_indicator_{setting}"),
        pl.lit(value=True).alias(f"has_mue_{setting}"),
    )
    replaced = _replaced(periods, found, stretch)
    has_limit = f"has_mue_{setting}"
    within = _is_within(stretch)
    return replaced.with_columns(
        pl.when(within)
        .then(pl.col(has_limit).fill_null(value=False))
        .otherwise(has_limit)
        .alias(has_limit)
    )


def with_status(periods: pl.DataFrame, values: pl.DataFrame, stretch: Stretch) -> pl.DataFrame:
    """Return code periods with Medicare's status of a relative value file over a stretch."""
    plain = values.filter(pl.col("modifier").is_null())
    return _replaced(periods, plain.select("hcpcs_code", *STATUS), stretch)


def _replaced(periods: pl.DataFrame, found: pl.DataFrame, stretch: Stretch) -> pl.DataFrame:
    """Return periods cut at the ends of a stretch, other columns put in within it."""
    names = [name for name in found.columns if name != "hcpcs_code"]
    cut = _cut(periods, stretch[0])
    if stretch[1] < ALWAYS:
        cut = _cut(cut, stretch[1] + timedelta(days=1))
    joined = cut.join(found, on="hcpcs_code", how="left", suffix="_new", maintain_order="left")
    put = [
        pl.when(_is_within(stretch)).then(f"{name}_new").otherwise(name).alias(name)
        for name in names
    ]
    return joined.with_columns(put).select(*CODE_PERIOD)


def _is_within(stretch: Stretch) -> pl.Expr:
    first, last = pl.lit(stretch[0]), pl.lit(stretch[1])
    return (pl.col("period_from") >= first) & (pl.col("period_through") <= last)


def _cut(periods: pl.DataFrame, on: date) -> pl.DataFrame:
    """Return periods of which none holds both a day and the day before it."""
    day = pl.lit(on)
    is_over = (pl.col("period_from") < day) & (pl.col("period_through") >= day)
    over = periods.filter(is_over)
    before = (
        over.with_columns(period_through=pl.lit(on - timedelta(days=1))) if over.height else over
    )
    after = over.with_columns(period_from=day)
    return pl.concat([periods.filter(~is_over), before, after]).sort("hcpcs_code", "period_from")


def dated(
    store: Path, held: Sequence[local.Entry], shipped: Sequence[date], until: Until
) -> list[tuple[pl.DataFrame, Stretch]]:
    """Return undated tables in order, each with the days on which it holds."""
    found: dict[date, pl.DataFrame] = {}
    for entry in held:
        if entry.edition is not None:
            found.setdefault(entry.edition, local.table(store, entry))
    starts = sorted(found)
    ends = [until(start, shipped) for start in starts]
    last_days = [
        min(end, following - timedelta(days=1))
        for end, (_, following) in zip(ends, pairwise([*starts, ALWAYS]), strict=True)
    ]
    return [(found[start], (start, last)) for start, last in zip(starts, last_days, strict=True)]


def quarter_end(start: date) -> date:
    """Return the last day of the quarter that a day lies in."""
    month = (start.month - 1) // _MONTHS_OF_QUARTER * _MONTHS_OF_QUARTER + _MONTHS_OF_QUARTER
    if month == _DECEMBER:
        return date(start.year, _DECEMBER, 31)
    return date(start.year, month + 1, 1) - timedelta(days=1)


def after_last(start: date, shipped: Sequence[date]) -> date:
    """Unit limits hold on until another edition that is held, as the shipped ones do."""
    is_last = all(start >= each for each in shipped)
    return ALWAYS if is_last else quarter_end(start)


def to_year_end(start: date, shipped: Sequence[date]) -> date:
    """Relative values hold to the end of the year where nothing shipped reaches so far."""
    is_beyond = all(start > each for each in shipped)
    return date(start.year, _DECEMBER, 31) if is_beyond else quarter_end(start)


def _last_status_day(reference: Reference) -> date:
    """Return the last day of which a shipped status is held."""
    told = reference.code_periods.filter(pl.col("status_code").is_not_null())
    last = told["period_through"].max()
    return last if isinstance(last, date) else date.min
