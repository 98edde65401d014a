"""FRM004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.provider_numbers import wrong_npi
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a rendering or billing provider's number is no NPI."""
    return wrong_npi != ""
