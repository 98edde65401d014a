"""PTP003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.pairs import (
    has_unit_limit,
    lower_unit_limit,
    unit_limit,
    units_by_provider,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the day's units of a code exceed its MUE in the setting."""
    is_over_either = units_by_provider > unit_limit
    is_over_lower = units_by_provider > lower_unit_limit
    is_over = pl.when(is_over_either == is_over_lower).then(is_over_either)
    return has_unit_limit & is_over
