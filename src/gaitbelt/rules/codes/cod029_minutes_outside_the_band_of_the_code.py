"""COD029. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import band_from, band_through, has_longer_code, is_minute_band
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the minutes lie outside the band of the code."""
    minutes = pl.col("minutes")
    is_longer = has_longer_code & (minutes > band_through)
    return is_minute_band & ((minutes < band_from) | is_longer)
