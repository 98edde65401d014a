"""THR003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.thresholds import (
    allowed_before_line,
    allowed_year_to_date,
    is_allowed_complete,
    is_therapy_line,
    targeted_review_threshold,
)
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether the line takes the year's sum past the amount."""
    is_above = allowed_year_to_date > targeted_review_threshold
    is_first = allowed_before_line <= targeted_review_threshold
    is_open = ~is_above & ~is_allowed_complete & carries("KX")
    passes = is_above & is_first
    return is_therapy_line & pl.when(~is_open.fill_null(value=False)).then(passes)
