"""UNT004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import FEWEST_MINUTES, timed_minutes_on_date, timed_units_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether timed units are billed on under eight timed minutes in all."""
    return (timed_units_on_date > 0) & (timed_minutes_on_date < FEWEST_MINUTES)
