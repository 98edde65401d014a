"""COD007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_reevaluation
from gaitbelt.facts.episodes import has_evaluation_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a re-evaluation stands beside an evaluation of its discipline."""
    return is_reevaluation & has_evaluation_on_date
