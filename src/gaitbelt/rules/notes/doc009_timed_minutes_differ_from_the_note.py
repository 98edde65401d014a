"""DOC009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date, is_one_visit, is_timed_total_short
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the note's timed minutes are fewer than those of the lines."""
    return has_treatment_on_date & is_one_visit & is_timed_total_short
