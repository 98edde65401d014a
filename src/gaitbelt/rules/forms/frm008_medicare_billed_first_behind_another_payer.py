"""FRM008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import is_behind_another_payer, is_billed_first
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether Medicare is billed first and another payer is known to pay before it."""
    return is_billed_first & is_behind_another_payer
