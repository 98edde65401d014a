"""MOD016. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import has_modifier_of_other_services
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether 22, 52, 53, 76 or 77 stands on a code of 15-minute units."""
    return has_modifier_of_other_services
