"""THR001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.thresholds import (
    allowed_year_to_date,
    is_allowed_complete,
    is_therapy_line,
    kx_threshold,
)
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether a line above the year's threshold carries no KX and asks for no denial."""
    is_above = allowed_year_to_date > kx_threshold
    known = pl.when(is_above | is_allowed_complete).then(is_above)
    return is_therapy_line & known & ~carries("KX", "GA", "GY", "GZ")
