"""COD016. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.evaluations import is_area_not_evaluated
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an SLP evaluation covers an area that was not evaluated."""
    return is_area_not_evaluated
