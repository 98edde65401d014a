"""MOD006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import is_assistant_modifier_first
from gaitbelt.facts.payers import is_assistant_modifier_used
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether CQ or CO stands before GP or GO."""
    return is_assistant_modifier_used & is_assistant_modifier_first
