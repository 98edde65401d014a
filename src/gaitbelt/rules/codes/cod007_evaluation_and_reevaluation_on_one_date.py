"""COD007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.episodes import has_evaluation_on_date, has_reevaluation_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a date has an evaluation and a re-evaluation of one discipline."""
    return has_evaluation_on_date & has_reevaluation_on_date
