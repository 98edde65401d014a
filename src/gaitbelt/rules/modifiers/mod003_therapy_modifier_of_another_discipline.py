"""MOD003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_always_therapy
from gaitbelt.facts.modifiers import has_modifier_of_other_discipline
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the therapy modifier is of another discipline than the code."""
    return is_always_therapy & has_modifier_of_other_discipline
