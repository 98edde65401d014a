"""FRM012. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import is_professional_claim, is_replacement_or_void
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a practitioner's Medicare claim replaces or voids an earlier one."""
    return is_professional_claim & is_replacement_or_void
