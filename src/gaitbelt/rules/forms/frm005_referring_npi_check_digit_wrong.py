"""FRM005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.provider_numbers import wrong_referring_npi_of_claim
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the referring provider's number is no NPI."""
    return wrong_referring_npi_of_claim != ""
