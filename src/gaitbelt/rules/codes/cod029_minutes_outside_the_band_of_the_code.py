"""COD029. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import band_from, band_through, is_minute_band
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the minutes lie outside the band of the code."""
    minutes = pl.col("minutes")
    return is_minute_band & ((minutes < band_from) | (minutes > band_through))
