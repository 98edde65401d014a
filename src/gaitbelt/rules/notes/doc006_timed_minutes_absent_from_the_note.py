"""DOC006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_timed_code_on_date, lacks_timed_minutes
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a 15-minute code is billed on a note without total timed minutes."""
    return has_timed_code_on_date & lacks_timed_minutes
