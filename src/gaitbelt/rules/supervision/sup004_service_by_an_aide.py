"""SUP004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_supply
from gaitbelt.facts.supervision import furnished_by
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an aide gave a service that is billed."""
    is_left = is_supply | pl.col("is_incident_to").fill_null(value=False)
    return (furnished_by == "aide") & ~is_left & (pl.col("unit_count") > 0)
