"""THR017. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import has_line_without_number
from gaitbelt.facts.visit_limits import (
    has_injury_visit_limit,
    injury_date_on_date,
    injury_limit_begins_on,
    injury_visit_limit,
    visit_for_injury,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date is a visit beyond those for one injury, without a number."""
    is_old = injury_date_on_date < injury_limit_begins_on
    is_past = visit_for_injury > injury_visit_limit
    return has_injury_visit_limit & has_line_without_number & is_past & ~is_old
