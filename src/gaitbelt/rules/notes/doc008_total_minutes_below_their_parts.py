"""DOC008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date, is_one_visit, is_total_short
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the note's total minutes are fewer than their parts."""
    return has_treatment_on_date & is_one_visit & is_total_short
