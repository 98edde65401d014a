"""Minutes and units of a patient's day, discipline by discipline."""

import polars as pl

from gaitbelt.facts.codes import is_timed
from gaitbelt.language.fact import CODE_ON_DATE, DATE_OF_SERVICE, fact
from gaitbelt.language.words import policy, total

unit_count = pl.col("unit_count")
minutes = pl.col("minutes")
TOTAL_TIME = "medicare-total-time"
MIDPOINT = "ama-midpoint"
FEWEST_MINUTES = 8
"""The fewest minutes that support a 15-minute unit, by every counting method."""


@fact(stands_for="payer")
def counting_method() -> pl.Expr:
    """The payer's way of counting timed units; AMA midpoint where none is published."""
    published = policy("unit_counting_method")
    return pl.when(pl.col("payer").is_not_null()).then(published.fill_null(MIDPOINT))


@fact(per=DATE_OF_SERVICE)
def timed_units_on_date() -> pl.Expr:
    """Billed units of 15-minute codes on the date, for one discipline."""
    return total(pl.when(is_timed).then(unit_count).when(~is_timed).then(0))


@fact(per=DATE_OF_SERVICE)
def timed_minutes_on_date() -> pl.Expr:
    """Minutes of 15-minute codes on the date, for one discipline."""
    return total(pl.when(is_timed).then(minutes).when(~is_timed).then(0))


@fact(on=DATE_OF_SERVICE)
def supported_timed_units() -> pl.Expr:
    """Units that the timed minutes support: 1 from 8 minutes, one more every 15."""
    by_table = (timed_minutes_on_date + 7) // 15
    return pl.when(timed_minutes_on_date < FEWEST_MINUTES).then(0).otherwise(by_table)


@fact(on=DATE_OF_SERVICE)
def unbilled_timed_units() -> pl.Expr:
    """Units that the timed minutes support and that are not billed."""
    return supported_timed_units - timed_units_on_date


@fact(per=CODE_ON_DATE)
def units_of_code() -> pl.Expr:
    """Billed units of the code on the date."""
    return total(unit_count)


@fact(per=CODE_ON_DATE)
def minutes_of_code() -> pl.Expr:
    """Minutes of the code on the date."""
    return total(minutes)


@fact(per=CODE_ON_DATE)
def assistant_minutes_of_code() -> pl.Expr:
    """Minutes of the code that an assistant gave alone on the date."""
    return total(pl.col("assistant_minutes"))
