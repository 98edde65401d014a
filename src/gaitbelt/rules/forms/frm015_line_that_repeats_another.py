"""FRM015. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.duplicates import repeated_line_count
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether two lines of a claim are alike in date, code, modifiers and provider."""
    return repeated_line_count > 0
