"""SUP005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.supervision import furnished_by
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant's or aide's service is billed incident to a physician's."""
    is_unqualified = furnished_by.is_in(["assistant", "aide", "student"])
    return pl.col("is_incident_to") & is_unqualified
