"""TEL007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether GT stands on a line of another setting."""
    return carries("GT") & (pl.col("setting") != "critical_access_hospital")
