"""THR006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import units_of_code
from gaitbelt.facts.visit_limits import code_unit_limit
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the code's units are more than the payer allows."""
    return code_unit_limit.is_not_null() & (units_of_code > code_unit_limit)
