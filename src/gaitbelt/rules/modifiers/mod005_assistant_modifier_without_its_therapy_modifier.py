"""MOD005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import has_assistant_modifier
from gaitbelt.facts.payers import is_assistant_modifier_used
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether CQ or CO stands with GN, or without GP and GO."""
    is_unpaired = carries("GN") | ~carries("GP", "GO")
    return is_assistant_modifier_used & has_assistant_modifier & is_unpaired
