"""PTP001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.pairs import has_unseparated_edit
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a pair that a modifier may separate carries none."""
    return has_unseparated_edit
