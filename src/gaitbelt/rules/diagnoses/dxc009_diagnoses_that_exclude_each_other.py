"""DXC009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import kept_apart_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether two diagnoses of a list exclude each other."""
    return kept_apart_on_date != ""
