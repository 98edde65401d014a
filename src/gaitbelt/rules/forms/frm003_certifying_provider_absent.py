"""FRM003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import has_referring_provider, is_therapy_claim
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a claim with therapy lines names no referring or certifying provider."""
    return ~has_referring_provider & is_therapy_claim
