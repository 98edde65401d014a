"""COD027. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.episodes import is_placed_in_time
from gaitbelt.facts.remote_services import days_since_e_visit, is_e_visit
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether an e-visit follows another within its seven days."""
    is_soon = (days_since_e_visit < policy("medicare.e_visit_period")).fill_null(value=False)
    return is_e_visit & pl.when(is_placed_in_time).then(is_soon)
