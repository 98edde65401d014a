"""COD028. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import is_check_in
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a check-in belongs to a visit near it."""
    return is_check_in & pl.col("is_related_to_visit")
