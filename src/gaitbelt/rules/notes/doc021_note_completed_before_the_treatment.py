"""DOC021. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import note_completed_on
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the note was completed before the day it describes."""
    return note_completed_on < pl.col("date_of_service")
