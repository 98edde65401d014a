"""SUP004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.supervision import furnished_by
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an aide gave a service that is billed."""
    return (furnished_by == "aide") & (pl.col("unit_count") > 0)
