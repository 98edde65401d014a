"""DOC007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date, lacks_total_minutes
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the note of a treatment day lacks the total treatment minutes."""
    return has_treatment_on_date & lacks_total_minutes
