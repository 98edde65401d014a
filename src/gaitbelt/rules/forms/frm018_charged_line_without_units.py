"""FRM018. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import is_charged, is_without_units
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a line has a charge and says that it has no units."""
    return is_without_units & is_charged
