"""FRM020. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import has_more_modifiers_than_room
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a line has more modifiers than the claim has room for."""
    return has_more_modifiers_than_room
