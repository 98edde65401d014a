"""COD015. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_reevaluation
from gaitbelt.facts.evaluations import is_reevaluation_routine
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a re-evaluation has only routine reasons."""
    return is_reevaluation & is_reevaluation_routine
