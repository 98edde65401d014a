"""THR002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.thresholds import (
    allowed_through_date,
    is_allowed_complete,
    is_therapy_line,
    kx_threshold,
)
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether KX stands on a line of a date that stays below the threshold."""
    is_below = allowed_through_date <= kx_threshold
    known = pl.when(~is_below | is_allowed_complete).then(is_below)
    return is_therapy_line & carries("KX") & known
