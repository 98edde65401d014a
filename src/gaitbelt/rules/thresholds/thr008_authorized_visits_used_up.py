"""THR008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import is_past_authorized_visits
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date is a visit beyond those authorized."""
    return is_past_authorized_visits
