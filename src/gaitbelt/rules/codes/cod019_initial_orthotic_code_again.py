"""COD019. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.encounters import (
    days_since_same_code,
    days_since_unexplained_code,
    is_initial_encounter_code,
)
from gaitbelt.facts.episodes import is_placed_in_time
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether an initial orthotic code follows itself for the same diagnosis."""
    interval = policy("medicare.certification_interval")
    is_soon = (days_since_same_code < interval).fill_null(value=False)
    is_open = (days_since_unexplained_code < interval).fill_null(value=False)
    is_again = is_soon | pl.when(~is_open).then(statement=False)
    is_unsaid = pl.col("orthotic_encounter").is_null()
    return is_initial_encounter_code & is_unsaid & pl.when(is_placed_in_time).then(is_again)
