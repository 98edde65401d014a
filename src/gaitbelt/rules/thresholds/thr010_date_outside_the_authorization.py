"""THR010. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import is_date_outside_authorization
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date lies outside what is authorized."""
    return is_date_outside_authorization
