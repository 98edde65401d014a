"""THR014. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import has_treatment_without_number, is_authorization_published
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the payer asks for an authorization that the date does not have."""
    return is_authorization_published & has_treatment_without_number
