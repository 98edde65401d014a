"""The units that minutes allow each code, by the payer's counting method."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_known_code
from gaitbelt.facts.minutes import TOTAL_TIME
from gaitbelt.facts.modifiers import has_assistant_modifier
from gaitbelt.language.fact import CODE_ON_DATE, DATE_OF_SERVICE, fact, frame_fact
from gaitbelt.language.words import code_fact
from gaitbelt.methods.units import count
from gaitbelt.methods.units.total_time import group_positions, group_starts

GROUP = f"group:{DATE_OF_SERVICE}"
FIFTEEN = "15_minutes"
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
def is_counted_by_minutes() -> pl.Expr:
    """Whether the minutes of one date decide how many units the code has."""
    return time_base.is_in(list(COUNTED_ON_DATE))


@frame_fact(
    per=CODE_ON_DATE,
    reads=(
        GROUP,
        "minutes_of_code",
        "counting_method",
        "time_base",
        "base_minutes",
        "code_family",
        "is_counted_by_minutes",
    ),
    produces=("most_lawful_units",),
)
def _counted(codes: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The most units that any lawful assignment of the day's minutes gives the code."""
    order = codes[GROUP].arg_sort()
    shown = codes.select(pl.all().gather(order))
    family, is_family_told = families(shown)
    rows = _rows(shown, family)
    counted = count.count_codes(rows)
    most = np.where(counted.is_tied, rows.minutes // 15 + 1, counted.unit_count)
    is_missing = shown["minutes_of_code"].is_null().to_numpy()
    is_pooled = (rows.time_base == count.FIFTEEN) & rows.is_total_time
    is_told = (
        ~is_missing
        & ~(is_pooled & _in_group(rows.group, is_missing & is_pooled))
        & is_family_told
        & shown["counting_method"].is_not_null().to_numpy()
        & shown["is_counted_by_minutes"].fill_null(value=False).to_numpy()
    )
    units = pl.DataFrame({"most": most, "is_told": is_told}).select(
        pl.when("is_told").then("most").alias("most_lawful_units")
    )
    return units.select(pl.all().gather(order.arg_sort()))


most_lawful_units = _counted[0]


def families(codes: pl.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return each row's family as a number, and whether the family's minutes are told.

    ``codes`` has the group of the date, ``code_family`` and ``minutes_of_code``. A family
    is a first code and its further codes on one patient's date; rows of none are told.
    """
    number = np.full(codes.height, count.NO_FAMILY, dtype=np.int64)
    is_told = np.ones(codes.height, dtype=np.bool_)
    members = (codes["code_family"].fill_null("") != "").arg_true()
    if len(members):
        shown = codes.select(
            pl.struct(GROUP, "code_family").gather(members).rank("dense").alias("number"),
            pl.col("minutes_of_code").gather(members),
        )
        told = shown.select(pl.col("minutes_of_code").is_not_null().all().over("number"))
        number[members.to_numpy()] = shown["number"].cast(pl.Int64).to_numpy() - 1
        is_told[members.to_numpy()] = told.to_series().to_numpy()
    return number, is_told


def _in_group(group: NDArray[np.int64], flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return whether any row of each row's group is flagged; rows sorted by group."""
    if not flags.any():
        return flags
    starts = group_starts(group)
    return np.logical_or.reduceat(flags, starts)[group_positions(starts, group.size)]


def _rows(shown: pl.DataFrame, family: NDArray[np.int64]) -> count.CodeMinutes:
    """Return the codes of dates as the counting kernel takes them.

    A further code whose first code is not on the date is counted by its own minutes.
    """

    def ints(name: str) -> NDArray[np.int64]:
        return shown[name].fill_null(0).cast(pl.Int64).to_numpy()

    bases = shown["time_base"].replace_strict(
        list(count.TIME_BASES), range(len(count.TIME_BASES)), default=-1, return_dtype=pl.Int64
    )
    base, minutes = bases.fill_null(-1).to_numpy(), ints("base_minutes")
    firsts = np.zeros(int(family.max(initial=0)) + 1, dtype=np.int64)
    is_first = (base == count.FIRST) & (family >= 0)
    firsts[family[is_first]] = minutes[is_first]
    none, no = np.zeros(shown.height, np.int64), np.zeros(shown.height, np.bool_)
    return count.CodeMinutes(
        group=ints(GROUP),
        time_base=base,
        base_minutes=np.maximum(minutes, 1),
        first_minutes=np.where(family >= 0, firsts[np.maximum(family, 0)], 0),
        band_from=none,
        band_through=none,
        family=family,
        minutes=ints("minutes_of_code"),
        assistant_minutes=none,
        is_total_time=(shown["counting_method"] == TOTAL_TIME).fill_null(value=False).to_numpy(),
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


@fact(per=CODE_ON_DATE)
def is_by_one_provider() -> pl.Expr:
    """Whether one rendering provider, named or not, has all lines of the code."""
    provider = pl.col("rendering_provider_npi").fill_null("")
    return provider.min() == provider.max()
