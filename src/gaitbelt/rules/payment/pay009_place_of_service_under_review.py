"""PAY009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.payments import is_place_reviewed
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the payer reviews services in this place."""
    return is_place_reviewed
