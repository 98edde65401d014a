"""MOD001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_always_therapy
from gaitbelt.facts.modifiers import therapy_modifier_count
from gaitbelt.facts.payers import is_therapy_modifier_required
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an always-therapy code carries none of GP, GO and GN."""
    is_bare = therapy_modifier_count == 0
    return is_therapy_modifier_required & is_always_therapy & is_bare
