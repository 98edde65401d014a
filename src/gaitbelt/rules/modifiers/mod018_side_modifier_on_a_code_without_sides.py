"""MOD018. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import has_side_modifier_on_region_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether LT, RT or 50 stands on a code that names no side."""
    return has_side_modifier_on_region_code
