"""UNT004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import timed_minutes_on_date, timed_units_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether under eight timed minutes in all are billed as a unit."""
    return (timed_units_on_date > 0) & (timed_minutes_on_date < 8)
