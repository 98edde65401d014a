"""COD006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_therapist_evaluation
from gaitbelt.facts.episodes import (
    days_since_evaluation,
    days_since_unexplained_evaluation,
    is_placed_in_time,
)
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether an evaluation follows another for the same diagnosis."""
    interval = policy("medicare.certification_interval")
    is_soon = (days_since_evaluation < interval).fill_null(value=False)
    is_open = (days_since_unexplained_evaluation < interval).fill_null(value=False)
    is_second = is_soon | pl.when(~is_open).then(statement=False)
    return is_therapist_evaluation & pl.when(is_placed_in_time).then(is_second)
