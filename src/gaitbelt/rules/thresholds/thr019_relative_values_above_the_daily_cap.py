"""THR019. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.visit_limits import (
    daily_value_cap,
    has_daily_value_cap,
    relative_values_on_date,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date's relative values are more than the schedule pays."""
    return has_daily_value_cap & (relative_values_on_date > daily_value_cap)
