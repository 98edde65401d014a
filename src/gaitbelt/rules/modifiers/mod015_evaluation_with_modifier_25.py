"""MOD015. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation, is_reevaluation
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether 25 stands on a therapy evaluation or re-evaluation."""
    return (is_evaluation | is_reevaluation) & carries("25")
