"""MOD005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import has_assistant_modifier
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether CQ or CO stands with GN, or without GP and GO."""
    return has_assistant_modifier & (carries("GN") | ~carries("GP", "GO"))
