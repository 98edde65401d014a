"""THR016. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import (
    authorized_visit_on_date,
    authorized_visits_on_date,
    plan_visits_left,
)
from gaitbelt.facts.visit_limits import has_plan_visit_limit
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the authorization's first date shows that it exceeds the visits left."""
    is_larger = authorized_visits_on_date > plan_visits_left
    has_both = has_plan_visit_limit & authorized_visits_on_date.is_not_null()
    return has_both & (authorized_visit_on_date == 1) & is_larger
