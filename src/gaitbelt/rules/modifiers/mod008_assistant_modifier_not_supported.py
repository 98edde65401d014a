"""MOD008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.assistants import (
    billed_assistant_units,
    has_assistant_modifiers,
    is_tenth_test_disputed,
    least_assistant_units,
    most_assistant_units,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether more units carry CQ or CO than the assistant's minutes make."""
    is_over = billed_assistant_units > most_assistant_units
    is_over_by_one_test = (billed_assistant_units > least_assistant_units) & is_tenth_test_disputed
    has_marked = has_assistant_modifiers & (billed_assistant_units > 0)
    return has_marked & (is_over | is_over_by_one_test)
