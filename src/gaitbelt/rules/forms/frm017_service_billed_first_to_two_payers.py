"""FRM017. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.duplicates import other_first_payer_of_claim
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a service of the claim is billed first to another payer too."""
    return other_first_payer_of_claim != ""
