"""COD005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation, is_reevaluation, is_stated_discipline_other
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an evaluation belongs to another discipline than the line states."""
    return (is_evaluation | is_reevaluation) & is_stated_discipline_other
