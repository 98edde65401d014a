"""THR015. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import has_line_without_number
from gaitbelt.facts.visit_limits import (
    has_visits_free_of_authorization,
    visit_of_calendar_year,
    visits_free_of_authorization,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date is a visit beyond the free ones, without a number."""
    is_past = visit_of_calendar_year > visits_free_of_authorization
    return has_visits_free_of_authorization & is_past & has_line_without_number
