"""COD025. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_supply
from gaitbelt.facts.remote_services import band_from, band_through
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the days with data lie outside the band of a device code."""
    days = pl.col("monitored_days")
    return is_supply & ((days < band_from) | (days > band_through))
