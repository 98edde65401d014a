"""THR007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.visit_limits import (
    has_plan_visit_limit,
    plan_visit_limit_on_date,
    visit_of_benefit_year,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date is a visit beyond those of the plan's year."""
    return has_plan_visit_limit & (visit_of_benefit_year > plan_visit_limit_on_date)
