"""MOD013. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import repeated_modifier_count
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a modifier stands twice on a line."""
    return repeated_modifier_count > 0
