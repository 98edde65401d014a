"""MOD014. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether 96 or 97 stands on a line that Medicare pays."""
    return carries("96", "97")
