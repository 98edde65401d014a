"""The units that minutes allow each code, by the payer's counting method."""

import numpy as np
import polars as pl

from gaitbelt.facts.codes import is_timed
from gaitbelt.facts.minutes import TOTAL_TIME, minutes_of_code
from gaitbelt.facts.modifiers import has_assistant_modifier
from gaitbelt.language.fact import CODE_ON_DATE, DATE_OF_SERVICE, fact, frame_fact
from gaitbelt.methods.units import count

GROUP = f"group:{DATE_OF_SERVICE}"
_COUNTED = ("15_minutes", "per_30_minutes", "per_hour", "first", "further")


@frame_fact(
    per=CODE_ON_DATE,
    reads=(
        GROUP, "hcpcs_code", "minutes_of_code", "counting_method",
        "code:time_base", "code:base_minutes", "code:primary_codes",
    ),
    produces=("counted_units", "most_lawful_units"),
)
def _counted(codes: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Units that the code's minutes earn, and the most that any lawful assignment gives."""
    family = (
        pl.when(pl.col("code:time_base") == "first")
        .then(pl.col("hcpcs_code"))
        .when(pl.col("code:time_base") == "further")
        .then(pl.col("code:primary_codes").str.split(" ").list.first())
    )
    shown = codes.select(
        GROUP,
        "counting_method",
        minutes="minutes_of_code",
        base=pl.col("code:base_minutes").fill_null(0),
        time_base=pl.col("code:time_base"),
        family=family,
    ).with_row_index("row").sort(GROUP, maintain_order=True)
    shown = _with_families(shown)
    counted = count.count_codes(_columns(shown))
    is_missing = pl.col("minutes").is_null()
    is_pooled = (pl.col("time_base") == "15_minutes") & (pl.col("counting_method") == TOTAL_TIME)
    pool_misses = (is_missing & is_pooled).any().over(GROUP)
    is_told = (
        pl.col("time_base").is_in(_COUNTED)
        & ~is_missing
        & ~(is_pooled & pool_misses)
        & pl.col("counting_method").is_not_null()
        & ~pl.col("is_first_absent")
    )
    units = pl.Series("units", counted.unit_count)
    base = np.where(counted.is_tied, shown["minutes"].fill_null(0).to_numpy() // 15 + 1, counted.unit_count)
    return (
        shown.with_columns(units, pl.Series("most", base))
        .select(
            "row",
            counted_units=pl.when(is_told).then("units"),
            most_lawful_units=pl.when(is_told).then("most"),
        )
        .sort("row")
    )


def _with_families(shown: pl.DataFrame) -> pl.DataFrame:
    """Add each family's number, first block, and whether its first code is absent."""
    if shown["family"].null_count() == shown.height:
        return shown.with_columns(
            number=pl.lit(count.NO_FAMILY, pl.Int64),
            first=pl.lit(0, pl.Int64),
            is_first_absent=pl.lit(value=False),
        )
    number = pl.struct(GROUP, "family").rank("dense").cast(pl.Int64)
    first = pl.col("base").filter(pl.col("time_base") == "first").max().over(GROUP, "family")
    return shown.with_columns(
        number=pl.when(pl.col("family").is_not_null()).then(number).otherwise(count.NO_FAMILY),
        first=first.fill_null(0),
        is_first_absent=pl.col("family").is_not_null() & first.is_null(),
    )


def _columns(shown: pl.DataFrame) -> count.CodeMinutes:
    def ints(name: str) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return shown[name].fill_null(0).cast(pl.Int64).to_numpy()

    none = np.zeros(shown.height, dtype=np.int64)
    no = np.zeros(shown.height, dtype=np.bool_)
    names = pl.Series(count.TIME_BASES)
    base = shown["time_base"].fill_null("untimed").replace_strict(
        names, pl.Series(range(len(names))), return_dtype=pl.Int64
    )
    return count.CodeMinutes(
        group=ints(GROUP),
        time_base=base.to_numpy(),
        base_minutes=ints("base"),
        first_minutes=ints("first"),
        band_from=none - 1,
        band_through=none - 1,
        family=ints("number"),
        minutes=ints("minutes"),
        assistant_minutes=none,
        is_total_time=(shown["counting_method"] == TOTAL_TIME).fill_null(value=False).to_numpy(),
        takes_assistant=no,
        has_final_unit_rule=no,
        is_percentage=no,
    )


counted_units, most_lawful_units = _counted


@fact(on=CODE_ON_DATE)
def is_short_timed_code() -> pl.Expr:
    """Whether the code is timed and took under eight minutes on the date."""
    return is_timed & (minutes_of_code < 8)


@fact(per=CODE_ON_DATE)
def therapist_line_count() -> pl.Expr:
    """Lines of the code with units and without CQ or CO on the date."""
    return ((pl.col("unit_count") > 0) & ~has_assistant_modifier).sum()


@fact(per=CODE_ON_DATE)
def assistant_line_count() -> pl.Expr:
    """Lines of the code with units and with CQ or CO on the date."""
    return ((pl.col("unit_count") > 0) & has_assistant_modifier).sum()
