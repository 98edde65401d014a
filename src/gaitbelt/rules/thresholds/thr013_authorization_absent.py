"""THR013. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import is_authorization_absent
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the plan asks for an authorization that the date does not have."""
    return is_authorization_absent
