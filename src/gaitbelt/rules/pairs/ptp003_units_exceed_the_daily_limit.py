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
    is_over = (
        pl.when(units_by_provider <= lower_unit_limit)
        .then(statement=False)
        .when(units_by_provider > unit_limit)
        .then(statement=True)
    )
    return has_unit_limit & is_over
