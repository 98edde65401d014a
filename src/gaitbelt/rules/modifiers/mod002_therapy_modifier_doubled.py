"""MOD002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import therapy_modifier_count
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a line carries more than one of GP, GO and GN."""
    return therapy_modifier_count > 1
