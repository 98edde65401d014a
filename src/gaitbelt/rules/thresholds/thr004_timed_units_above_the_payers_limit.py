"""THR004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import timed_units_on_date
from gaitbelt.facts.visit_limits import timed_unit_limit
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date's timed units are more than the payer allows."""
    return timed_unit_limit.is_not_null() & (timed_units_on_date > timed_unit_limit)
