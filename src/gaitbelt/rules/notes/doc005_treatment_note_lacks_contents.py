"""DOC005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date, lacking_contents
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a note lacks the date, the interventions or the signature."""
    return has_treatment_on_date & (lacking_contents != "")
