"""MOD009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import has_separate_modifier
from gaitbelt.facts.pairs import are_codes_known, is_in_edit
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether 59, XE, XS or XU stands on a line that no active pair concerns."""
    return has_separate_modifier & are_codes_known & ~is_in_edit
