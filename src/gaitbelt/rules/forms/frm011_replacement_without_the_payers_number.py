"""FRM011. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import has_payer_claim_number, is_replacement_or_void
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a replacement or void names no earlier claim."""
    return ~has_payer_claim_number & is_replacement_or_void
