"""PTP002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.pairs import has_final_edit
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the line is column two of a pair with indicator 0."""
    return has_final_edit
