"""COD003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import medicare_status
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether Medicare bundles or does not cover the code."""
    return medicare_status.is_in(["B", "N", "X"])
