"""DOC015. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import FEWEST_ALIKE, has_treatment_on_date, like_note_count
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the words of the note stand in the notes of other visits too."""
    return has_treatment_on_date & (like_note_count >= FEWEST_ALIKE)
