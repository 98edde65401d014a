"""The units that minutes allow each code, by the payer's counting method."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_known_code
from gaitbelt.facts.minutes import TOTAL_TIME, counting_method, minutes_of_code
from gaitbelt.facts.modifiers import has_assistant_modifier
from gaitbelt.language.arrays import nulls, numbers, whole_numbers
from gaitbelt.language.fact import CODE_ON_DATE, DATE_OF_SERVICE, fact, frame_fact
from gaitbelt.language.words import code_fact
from gaitbelt.methods.units import count
from gaitbelt.methods.units.total_time import group_positions, group_starts

GROUP = f"group:{DATE_OF_SERVICE}"
FIFTEEN = "15_minutes"
UNKNOWN_BASE = -1
COUNTED_ON_DATE = (FIFTEEN, "per_30_minutes", "per_hour", "first", "further")
"""Time bases whose units the minutes of one date decide."""


def _of_known(held: pl.Expr, unknown: pl.Expr) -> pl.Expr:
    """Return what is held of a known code, or a word for unknown; null without a code."""
    return pl.when(is_known_code).then(held).when(~is_known_code).then(unknown)


@fact(stands_for="hcpcs_code")
def time_base() -> pl.Expr:
    """How the code's units are counted; empty where the registry does not say."""
    return _of_known(code_fact("time_base").fill_null(""), pl.lit(""))


@fact(stands_for="hcpcs_code")
def base_minutes() -> pl.Expr:
    """Minutes in one unit of the code; 0 where it is not counted by minutes."""
    return _of_known(code_fact("base_minutes").fill_null(0), pl.lit(0))


@fact(stands_for="hcpcs_code")
def code_family() -> pl.Expr:
    """The first code whose minutes the code shares; empty where it stands alone."""
    held = (
        pl.when(time_base == "first")
        .then(pl.col("hcpcs_code"))
        .when(time_base == "further")
        .then(code_fact("primary_codes").str.split(" ").list.first())
    )
    return _of_known(held.fill_null(""), pl.lit(""))


@fact()
def time_base_place() -> pl.Expr:
    """The place of the code's time base in the kernel's list; -1 where it is not said."""
    places = range(len(count.TIME_BASES))
    place = time_base.replace_strict(
        list(count.TIME_BASES), list(places), default=UNKNOWN_BASE, return_dtype=pl.Int64
    )
    return pl.when(time_base.is_not_null()).then(place)


@fact()
def family_key() -> pl.Expr:
    """A number for the family whose minutes the code shares; 0 where it stands alone."""
    return (
        pl.when(code_family == "").then(pl.lit(0, pl.UInt64)).otherwise(code_family.hash(seed=11))
    )


@fact()
def is_total_time() -> pl.Expr:
    """Whether the payer counts 15-minute codes by the day's total time."""
    return counting_method == TOTAL_TIME


@fact()
def is_counted_by_minutes() -> pl.Expr:
    """Whether the minutes of one date decide how many units the code has."""
    return time_base.is_in(list(COUNTED_ON_DATE))


_COUNTED = (
    GROUP,
    "minutes_of_code",
    "is_total_time",
    "time_base_place",
    "base_minutes",
    "family_key",
    "is_counted_by_minutes",
)


@frame_fact(per=CODE_ON_DATE, reads=_COUNTED, produces={"most_lawful_units": pl.Int64()})
def _counted(codes: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The most units that any lawful assignment of the day's minutes gives the code."""
    if not codes[GROUP].is_sorted():
        order = codes[GROUP].arg_sort()
        most = _counted_in_order(codes[order])
        back = np.empty(order.len(), dtype=np.uint32)
        back[order.to_numpy()] = np.arange(order.len(), dtype=np.uint32)
        return most[pl.Series(back)].to_frame()
    return _counted_in_order(codes).to_frame()


def _counted_in_order(codes: pl.DataFrame) -> pl.Series:
    """Return the most lawful units, null where it is not told, of codes sorted by date."""
    is_missing = nulls(codes["minutes_of_code"])
    family, is_family_told = families(codes[GROUP], codes["family_key"], is_missing)
    rows = _rows(codes, family)
    counted = count.count_codes(rows)
    most = np.where(counted.is_tied, rows.minutes // 15 + 1, counted.unit_count)
    is_pooled = (rows.time_base == count.FIFTEEN) & rows.is_total_time
    is_told = (
        ~is_missing
        & ~(is_pooled & _in_group(rows.group, is_missing & is_pooled))
        & is_family_told
        & ~nulls(codes["is_total_time"])
        & numbers(codes["is_counted_by_minutes"], default=False)
    )
    unknown = pl.Series("most_lawful_units", [None], pl.Int64).new_from_index(0, codes.height)
    return pl.Series("most_lawful_units", most).zip_with(pl.Series(is_told), unknown)


most_lawful_units = _counted[0]


@fact(on=CODE_ON_DATE)
def whole_units_of_code() -> pl.Expr:
    """Units that the code's own minutes fill, whatever else was done that day."""
    return pl.when(time_base_place == count.FIFTEEN).then(minutes_of_code // 15).otherwise(0)


@fact()
def counted_how() -> pl.Expr:
    """Whose minutes the code's units are counted with, in words."""
    is_pooled = (time_base == FIFTEEN) & is_total_time
    return (
        pl.when(is_pooled)
        .then(pl.lit("counted with the day's other timed minutes"))
        .when(code_family != "")
        .then(pl.lit("counted with its first and further codes"))
        .otherwise(pl.lit("counted by itself"))
    )


def families(
    group: pl.Series, key: pl.Series, is_missing: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return each row's family as a number, and whether the family's minutes are told.

    A family is a first code and its further codes on one patient's date; ``key`` is 0 for
    rows of none, which are told.
    """
    number = np.full(group.len(), count.NO_FAMILY, dtype=np.int64)
    is_told = np.ones(group.len(), dtype=np.bool_)
    members = np.flatnonzero(numbers(key, 0))
    if len(members):
        shown = pl.DataFrame({"group": group, "key": key.fill_null(0), "missing": is_missing})
        numbered = shown[members].select(
            (pl.col("group").hash(seed=13) ^ pl.col("key")).rank("dense").alias("number"),
            "missing",
        )
        told = numbered.select(~pl.col("missing").any().over("number"))
        number[members] = numbered["number"].cast(pl.Int64).to_numpy() - 1
        is_told[members] = told.to_series().to_numpy()
    return number, is_told


def _in_group(group: NDArray[np.int64], flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether any row of each row's group is flagged; rows sorted by group."""
    if not flags.any():
        return flags
    starts = group_starts(group)
    return np.logical_or.reduceat(flags, starts)[group_positions(starts, group.size)]


def _rows(codes: pl.DataFrame, family: NDArray[np.int64]) -> count.CodeMinutes:
    """Return the codes of dates as the counting kernel takes them.

    A further code whose first code is not on the date is counted by its own minutes.
    """
    base = whole_numbers(codes["time_base_place"], UNKNOWN_BASE)
    minutes = whole_numbers(codes["base_minutes"], 0)
    firsts = np.zeros(int(family.max(initial=0)) + 1, dtype=np.int64)
    is_first = (base == count.FIRST) & (family >= 0)
    firsts[family[is_first]] = minutes[is_first]
    none, no = np.zeros(codes.height, np.int64), np.zeros(codes.height, np.bool_)
    return count.CodeMinutes(
        group=whole_numbers(codes[GROUP], 0),
        time_base=base,
        base_minutes=np.maximum(minutes, 1),
        first_minutes=np.where(family >= 0, firsts[np.maximum(family, 0)], 0),
        band_from=none,
        band_through=none,
        family=family,
        minutes=whole_numbers(codes["minutes_of_code"], 0),
        assistant_minutes=none,
        is_total_time=numbers(codes["is_total_time"], default=False),
        is_open_to_assistant=no,
        has_final_unit_rule=no,
        is_percentage=no,
    )


@fact(per=CODE_ON_DATE)
def lines_of_code() -> pl.Expr:
    """Lines of the code with units on the date."""
    return (pl.col("unit_count") > 0).fill_null(value=True).sum()


@fact(per=CODE_ON_DATE)
def assistant_lines_of_code() -> pl.Expr:
    """Lines of the code with units and with CQ or CO on the date."""
    is_marked = (pl.col("unit_count") > 0).fill_null(value=True) & has_assistant_modifier
    return pl.when(is_marked.is_null().any()).then(None).otherwise(is_marked.sum())


@fact(stands_for="rendering_provider_npi")
def rendering_provider() -> pl.Expr:
    """A number for who renders the line; one of its own where the line does not say."""
    return pl.col("rendering_provider_npi").hash(seed=12)


@fact(per=CODE_ON_DATE)
def is_by_one_provider() -> pl.Expr:
    """Whether one rendering provider, named or not, has all lines of the code."""
    return rendering_provider.min() == rendering_provider.max()
