"""MOD007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.assistants import (
    billed_assistant_units,
    has_assistant_modifiers,
    is_tenth_test_disputed,
    least_assistant_units,
    most_assistant_units,
)
from gaitbelt.facts.minutes import units_of_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether fewer units carry CQ or CO than the assistant's minutes make."""
    is_short = billed_assistant_units < least_assistant_units
    is_short_by_one_test = (billed_assistant_units < most_assistant_units) & is_tenth_test_disputed
    has_unmarked = has_assistant_modifiers & (billed_assistant_units < units_of_code)
    return has_unmarked & (is_short | is_short_by_one_test)
