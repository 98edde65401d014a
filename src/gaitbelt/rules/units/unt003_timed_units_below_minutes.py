"""UNT003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import (
    TOTAL_TIME,
    counting_method,
    supported_timed_units,
    timed_units_on_date,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether fewer timed units are billed than the minutes support."""
    is_pooled = counting_method == TOTAL_TIME
    return is_pooled & (timed_units_on_date < supported_timed_units)
