"""MOD002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import therapy_modifier_count
from gaitbelt.facts.payers import is_therapy_modifier_required
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a line carries more than one of GP, GO and GN."""
    return is_therapy_modifier_required & (therapy_modifier_count > 1)
