"""MOD007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.assistants import assistant_units, billed_assistant_units
from gaitbelt.facts.payers import is_assistant_modifier_used
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether fewer units carry CQ or CO than the assistant's minutes make."""
    return is_assistant_modifier_used & (billed_assistant_units < assistant_units)
