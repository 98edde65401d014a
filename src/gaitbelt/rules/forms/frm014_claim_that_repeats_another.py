"""FRM014. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.duplicates import repeated_claim_id
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an original claim says all that another original claim says."""
    return repeated_claim_id != ""
