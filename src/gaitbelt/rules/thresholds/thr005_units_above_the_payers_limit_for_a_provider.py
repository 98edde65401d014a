"""THR005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.visit_limits import provider_unit_limit, treatment_units_of_provider
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether one provider's units are more than the payer allows."""
    is_past = treatment_units_of_provider > provider_unit_limit
    return provider_unit_limit.is_not_null() & is_past
