"""COD024. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_counted_by_month
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a month of management has no live interaction."""
    return is_counted_by_month & (pl.col("live_interaction_count") < 1)
