"""NCCI pairs over many lines at once.

Source: CMS NCCI PTP edits. Two codes of one patient, provider and date are joined where a
dated row of the table of their setting covers the date; column two is the code denied.
"""

from bisect import bisect_right
from collections.abc import Container
from datetime import date
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from gaitbelt.methods.pair_table import among, named_pairs
from gaitbelt.tables.vocabulary import OUTPATIENT, PRACTITIONER, SETTINGS

Ids = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.signedinteger[Any] | np.unsignedinteger[Any]]
Flags = npt.NDArray[np.bool_]

NEVER_APPLIES = 9
"""Modifier indicator of a row that was deleted on the day it began."""
PUBLISHED = (PRACTITIONER, OUTPATIENT)
"""The settings that have a table of their own."""
UNKNOWN = "unknown"
ASKED = (*SETTINGS, UNKNOWN)
MOST_CODES_AS_BITS = 20_000
"""Up to this many codes, pairs are kept as bits (50 MB); above, they are searched."""

MOST_QUESTIONS_AS_TABLE = 1 << 23
"""Up to this many possible questions, they are numbered by a table (40 MB); above, by sorting."""
NO_DAY = -(1 << 31)
BIT = np.left_shift(1, np.arange(8)).astype(np.uint8)

PTP_HIT: dict[str, pl.DataType] = {
    "column_one_line_id": pl.UInt32(),
    "column_two_line_id": pl.UInt32(),
    "column_one": pl.String(),
    "column_two": pl.String(),
    "modifier_indicator": pl.Int64(),
    "is_active": pl.Boolean(),
}

FEW = 1_500
"""Lines up to which pairs are looked up one by one, remembered from visit to visit."""

MOST_REMEMBERED = 100_000
NO_HITS = pl.DataFrame(schema=PTP_HIT)

ANSWER = ("column_one", "column_two", "modifier_indicator", "is_active")


class Pairs(NamedTuple):
    """The pairs of a table, as numbers, over the codes of some lines."""

    codes: pl.Series
    number: Numbers
    keys: Ids
    bits: npt.NDArray[np.uint8] | None

    def hold(self, one: Ids, two: Ids) -> Flags:
        """Which of these lines, one by one, make a pair of the table."""
        asked = self.number[one] * len(self.codes) + self.number[two]
        if self.bits is not None:
            return np.asarray(self.bits[asked >> 3] & BIT[asked & 7], dtype=np.bool_)
        if len(self.keys) == 0:
            return np.zeros(len(asked), np.bool_)
        place = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        return np.asarray(self.keys[place] == asked, dtype=np.bool_)


def ptp_hits(lines: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """The pairs of lines that a PTP edit joins, in force or not to be told.

    Args:
        lines: ``line_id`` (UInt32), ``provider_day`` (UInt32; one patient, date and rendering
            provider), ``hcpcs_code``, ``date_of_service``, ``setting`` (may be null).
        edits: the columns of ``reference/ncci/ptp_edits.csv`` from ``column_one`` through
            ``effective_through``, dates as dates, one row per dated pair.

    Returns:
        One row per pair of lines, as ``PTP_HIT``. ``is_active`` is null where the data cannot
        tell. Where the setting is missing, an edit counts as in force only if both tables
        agree on columns and indicator; at a critical access hospital it is never told. A pair
        that no row of ``edits`` names is absent, whether it has no edit or was never looked
        for.
    """
    if lines.height <= FEW:
        return _few_hits(lines, _remembered(edits))
    edits = among(edits, lines["hcpcs_code"].unique())
    names = _codes(edits)
    named = lines["hcpcs_code"].cast(pl.String).cast(names, strict=False)
    codes, rows, day = _by_day(named, lines["provider_day"])
    pairs = _pairs(codes, names, edits)
    first, second = _joined(pairs, day)
    hits = rows[first], rows[second]
    cuts = _cuts(edits)
    era = _eras(lines["date_of_service"], hits[0], cuts)
    keys = pairs.number[first].astype(np.int64) * len(pairs.codes) + pairs.number[second]
    keys = (keys * (len(cuts) + 2) + era) * len(ASKED) + _settings(lines["setting"], hits)
    asks, which = _distinct(keys, len(pairs.codes) ** 2 * (len(cuts) + 2) * len(ASKED))
    told = _told(_spelled(asks, pairs.codes, cuts), edits)
    return _placed(lines["line_id"], hits, told, which)


Question: TypeAlias = tuple[str, str, int, str]
"""Two codes in order, the stretch between two cuts, and the setting asked about."""

Answer: TypeAlias = tuple[str, str, int | None, bool | None] | None
"""The columns of ``ANSWER``, or nothing where no row of the table answers."""


Line: TypeAlias = tuple[int, str, date | None, str | None]
"""A line's number, code, date and setting."""


class Remembered(NamedTuple):
    """A table of edits, the pairs it names, and the questions it has answered."""

    edits: pl.DataFrame
    pairs: Container[tuple[str, str]]
    cuts: list[date]
    answers: dict[Question, Answer]


_REMEMBERED: dict[int, Remembered] = {}


def _remembered(edits: pl.DataFrame) -> Remembered:
    """What is remembered of a table; the last few tables are kept alive by it."""
    held = _REMEMBERED.get(id(edits))
    if held is None:
        if len(_REMEMBERED) >= len(SETTINGS):
            _REMEMBERED.clear()
        held = Remembered(edits, named_pairs(edits), _cuts(edits).to_list(), {})
        _REMEMBERED[id(edits)] = held
    return held


def _few_hits(lines: pl.DataFrame, held: Remembered) -> pl.DataFrame:
    """The same as ``ptp_hits``, by looking each pair of a day up."""
    days: dict[int, list[Line]] = {}
    asked = ("provider_day", "line_id", "hcpcs_code", "date_of_service", "setting")
    for day, *line in zip(*(lines[name].to_list() for name in asked), strict=True):
        if line[1] is not None and day is not None:
            days.setdefault(day, []).append((line[0], line[1], line[2], line[3]))
    found = [
        (one, two, _question(one, two, held.cuts))
        for own in days.values()
        for one, two in combinations(own, 2)
        if (min(one[1], two[1]), max(one[1], two[1])) in held.pairs and one[1] != two[1]
    ]
    if not found:
        return NO_HITS
    _remember({key: one[2] for one, _, key in found}, held)
    rows = []
    for one, two, key in found:
        answer = held.answers[key]
        if answer is not None:
            first, second = (one, two) if answer[0] == one[1] else (two, one)
            rows.append((first[0], second[0], *answer))
    return pl.DataFrame(rows, schema=PTP_HIT, orient="row") if rows else NO_HITS


def _question(one: Line, two: Line, cuts: list[date]) -> Question:
    low, high = min(one[1], two[1]), max(one[1], two[1])
    era = -1 if one[2] is None else bisect_right(cuts, one[2])
    return low, high, era, _setting_of(one[3], two[3])


def _setting_of(one: str | None, two: str | None) -> str:
    """The setting of two lines; unknown where they do not agree on a known one."""
    return one if one is not None and one == two and one in SETTINGS else UNKNOWN


def _remember(days: dict[Question, date | None], held: Remembered) -> None:
    """Answer the questions that were not asked before, each by a day of its stretch."""
    if len(held.answers) > MOST_REMEMBERED:
        held.answers.clear()
    new = [key for key in days if key not in held.answers]
    if not new:
        return
    asked = pl.DataFrame(
        [(one, two, days[one, two, era, setting], setting) for one, two, era, setting in new],
        schema={"one": pl.String, "two": pl.String, "on": pl.Date, "asked_setting": pl.String},
        orient="row",
    ).with_row_index("ask")
    edits = among(held.edits, {code for one, two, *_ in new for code in (one, two)})
    told = _told(asked, edits).select("ask", *ANSWER)
    for ask, *answer in told.iter_rows():
        held.answers[new[ask]] = tuple(answer) if answer[0] is not None else None


def _codes(edits: pl.DataFrame) -> pl.Enum:
    """Every code of the table, sorted."""
    both = pl.concat([edits["column_one"], edits["column_two"]])
    return pl.Enum(both.cast(pl.String).unique().drop_nulls().sort())


def _by_day(named: pl.Series, day: pl.Series) -> tuple[pl.Series, Ids, Numbers]:
    """The rows that can pair, ordered by day, with their codes and days."""
    rows = (named.is_not_null() & day.is_not_null()).arg_true()
    day = day.gather(rows)
    if not day.is_sorted():
        order = day.arg_sort()
        rows, day = rows.gather(order), day.gather(order)
    return named.gather(rows), _numbers(rows), day.to_numpy()


def _pairs(codes: pl.Series, names: pl.Enum, edits: pl.DataFrame) -> Pairs:
    """The pairs of the table whose codes both occur, ready to be asked."""
    number = _numbers(codes.to_physical())
    is_used = np.bincount(number, minlength=len(names.categories)) > 0
    compact = np.cumsum(is_used) - 1
    one, two = (
        _numbers(edits[name].cast(pl.String).cast(names).to_physical())
        for name in ("column_one", "column_two")
    )
    both = is_used[one] & is_used[two]
    one, two = compact[one[both]], compact[two[both]]
    used = names.categories.filter(pl.Series(is_used))
    size = len(used)
    keys = np.concatenate((one * size + two, two * size + one))
    if size > MOST_CODES_AS_BITS:
        return Pairs(used, compact[number], np.unique(keys), None)
    bits = np.zeros(size * size // 8 + 1, np.uint8)
    np.bitwise_or.at(bits, keys >> 3, BIT[keys & 7])
    return Pairs(used, compact.astype(np.int32)[number], keys, bits)


def _joined(pairs: Pairs, day: Numbers) -> tuple[Ids, Ids]:
    """The places, in order of day, of two lines that some pair of the table joins."""
    nothing = np.empty(0, np.int64)
    firsts, seconds = [nothing], [nothing]
    at = np.flatnonzero(day[1:] == day[:-1])
    step = 1
    while len(at):
        hit = at[pairs.hold(at, at + step)]
        firsts.append(hit)
        seconds.append(hit + step)
        step += 1
        at = at[at + step < len(day)]
        at = at[day[at] == day[at + step]]
    return np.concatenate(firsts), np.concatenate(seconds)


def _numbers(values: pl.Series) -> Ids:
    return values.to_numpy().astype(np.int64)


def _cuts(edits: pl.DataFrame) -> pl.Series:
    """Every day on which some row of the table changes what it says, sorted."""
    starts = [edits[name] for name in ("not_before", "effective_from", "established_from")]
    after = edits["effective_through"].unique().dt.offset_by("1d")
    return pl.concat([*(each.unique() for each in starts), after]).drop_nulls().unique().sort()


def _eras(days: pl.Series, rows: Ids, cuts: pl.Series) -> Ids:
    """The stretch between two cuts that holds each date; one past the last if it is missing."""
    day = days.to_physical().fill_null(NO_DAY).to_numpy()[rows]
    era = np.searchsorted(cuts.to_physical().to_numpy(), day, "right")
    return np.where(day == NO_DAY, len(cuts) + 1, era)


def _settings(setting: pl.Series, hits: tuple[Ids, Ids]) -> Numbers:
    """The setting of both lines, by its place in ``ASKED``; the last where they do not agree."""
    known = setting.cast(pl.String).cast(pl.Enum(ASKED), strict=False)
    number = known.to_physical().fill_null(len(ASKED) - 1).to_numpy()
    one, two = (number[rows] for rows in hits)
    return np.where(one == two, one, len(ASKED) - 1)


def _distinct(keys: Ids, size: int) -> tuple[Ids, Ids]:
    """Each key once, and the place of every key among them."""
    if size > MOST_QUESTIONS_AS_TABLE:
        return np.unique(keys, return_inverse=True)
    is_asked = np.zeros(size, np.bool_)
    is_asked[keys] = True
    asks = np.flatnonzero(is_asked)
    place = np.empty(size, np.int32)
    place[asks] = np.arange(len(asks), dtype=np.int32)
    return asks, place[keys].astype(np.int64)


def _spelled(asks: Ids, codes: pl.Series, cuts: pl.Series) -> pl.DataFrame:
    """The questions in words: two codes, the first day of the stretch, the setting."""
    rest, setting = np.divmod(asks, len(ASKED))
    pair, era = np.divmod(rest, len(cuts) + 2)
    one, two = np.divmod(pair, len(codes))
    days = pl.concat([pl.Series([date.min]), cuts, pl.Series([None], dtype=pl.Date)])
    return pl.DataFrame(
        {
            "one": codes.gather(one),
            "two": codes.gather(two),
            "on": days.gather(era),
            "asked_setting": pl.Series(ASKED).gather(setting),
        }
    ).with_row_index("ask")


def _told(asked: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """The answer to each pair, date and setting asked; none where no table has an edit."""
    answers = _in_tables(asked, edits)
    practitioner, outpatient = (
        answers.filter(pl.col("setting") == name).drop("setting") for name in PUBLISHED
    )
    both = practitioner.join(outpatient, on="ask", how="full", coalesce=True, suffix="_other")
    asks = both.join(asked.select("ask", "asked_setting"), on="ask")
    is_alone = pl.col("asked_setting").is_in(PUBLISHED)
    is_same = pl.all_horizontal(
        *(pl.col(name).eq_missing(pl.col(f"{name}_other")) for name in ANSWER)
    )
    is_missing = pl.col("asked_setting") == UNKNOWN
    own = {name: pl.coalesce(name, f"{name}_other") for name in ANSWER}
    is_there = pl.col("column_one").is_not_null()
    indicator = pl.when(is_there).then("modifier_indicator").otherwise("modifier_indicator_other")
    is_active = pl.when(is_there).then("is_active").otherwise("is_active_other")
    answered = asks.select(
        "ask",
        own["column_one"].alias("column_one"),
        own["column_two"].alias("column_two"),
        pl.when(is_alone | is_same).then(indicator).alias("modifier_indicator"),
        pl.when(is_alone | (is_same & is_missing)).then(is_active).alias("is_active"),
    )
    told = asked.join(answered, on="ask", how="left", maintain_order="left")
    return told.with_columns((pl.col("one") == pl.col("column_one")).alias("is_first"))


def _in_tables(asked: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """The row of each table that answers, one in force before one that may be."""
    sides = ("column_one", "column_two")
    dated = edits.filter(pl.col("modifier_indicator").ne_missing(NEVER_APPLIES)).with_columns(
        pl.min_horizontal(*sides).alias("low"), pl.max_horizontal(*sides).alias("high")
    )
    pairs = asked.with_columns(
        pl.min_horizontal("one", "two").alias("low"), pl.max_horizontal("one", "two").alias("high")
    )
    is_published = pl.col("asked_setting").is_in(PUBLISHED)
    return (
        pairs.join(dated, on=("low", "high"), how="inner", maintain_order="left_right")
        .filter(~is_published | (pl.col("asked_setting") == pl.col("setting")))
        .with_columns(_covers().alias("is_active"))
        .filter(pl.col("is_active").fill_null(value=True))
        .sort("ask", "setting", "is_active", nulls_last=True, maintain_order=True)
        .unique(("ask", "setting"), keep="first", maintain_order=True)
        .select("ask", "setting", *ANSWER)
    )


def _covers() -> pl.Expr:
    """Whether a dated row covers ``on``; null between its earliest and its first known day."""
    on, start, known = pl.col("on"), pl.col("effective_from"), pl.col("established_from")
    first = pl.coalesce(start, known)
    is_over = (on > pl.col("effective_through")).fill_null(value=False)
    is_begun = first.is_null() | (on >= first)
    is_ahead = start.is_not_null() | (on < pl.col("not_before")).fill_null(value=False)
    return (
        pl.when(on.is_null())
        .then(None)
        .when(is_over)
        .then(statement=False)
        .when(is_begun)
        .then(statement=True)
        .when(is_ahead)
        .then(statement=False)
    )


def _placed(
    line_id: pl.Series, hits: tuple[Ids, Ids], told: pl.DataFrame, which: Ids
) -> pl.DataFrame:
    """Each pair of lines with its answer, the line of column one first."""
    is_answered = told["column_one"].is_not_null().to_numpy()[which]
    which = which[is_answered]
    first, second = (rows[is_answered] for rows in hits)
    is_first = told["is_first"].to_numpy()[which]
    answers = told.select(ANSWER)[which]
    return answers.with_columns(
        line_id.gather(np.where(is_first, first, second)).alias("column_one_line_id"),
        line_id.gather(np.where(is_first, second, first)).alias("column_two_line_id"),
    ).select(pl.col(name).cast(kind) for name, kind in PTP_HIT.items())
