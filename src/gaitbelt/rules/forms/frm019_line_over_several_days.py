"""FRM019. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.filing import is_given_over_days, is_span_of_days
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a line covers several days and its code is billed by the day."""
    return is_span_of_days & ~is_given_over_days
