"""MOD017. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether CR stands on a line after the emergency ended."""
    return carries("CR")
