"""DOC012. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date, is_unsigned_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the note of a treatment day is not signed."""
    return has_treatment_on_date & is_unsigned_on_date
