"""SUP003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.supervision import furnished_by
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a student gave the service without the therapist in the room."""
    return (furnished_by == "student") & ~pl.col("is_student_directed")
