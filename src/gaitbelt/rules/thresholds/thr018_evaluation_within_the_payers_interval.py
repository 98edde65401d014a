"""THR018. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation
from gaitbelt.facts.visit_limits import days_since_any_evaluation, evaluation_interval
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the evaluation comes sooner than the payer pays one."""
    is_early = (days_since_any_evaluation < evaluation_interval).fill_null(value=False)
    known = pl.when(is_evaluation.is_not_null()).then(is_early)
    return evaluation_interval.is_not_null() & is_evaluation & known
