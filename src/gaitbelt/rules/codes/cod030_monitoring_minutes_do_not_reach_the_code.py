"""COD030. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_counted_by_month
from gaitbelt.facts.remote_services import band_through, full_blocks
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the minutes of management do not fit its units."""
    is_short = full_blocks < pl.col("unit_count")
    return is_counted_by_month & (is_short | (pl.col("minutes") > band_through))
