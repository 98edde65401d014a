"""COD006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation
from gaitbelt.facts.episodes import (
    days_since_evaluation,
    is_evaluation_history_known,
)
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether an evaluation follows another for the same diagnosis."""
    is_soon = days_since_evaluation <= policy("medicare.certification_interval")
    known = pl.when(is_evaluation_history_known).then(is_soon.fill_null(value=False))
    return is_evaluation & known
