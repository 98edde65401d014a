"""MOD012. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether KX stands beside GY or GZ."""
    return carries("KX") & carries("GY", "GZ")
