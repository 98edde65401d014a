"""UNT003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import TOTAL_TIME, counting_method, unbilled_timed_units
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether fewer timed units are billed than the minutes support."""
    is_pooled = counting_method == TOTAL_TIME
    return is_pooled & (unbilled_timed_units > 0)
