"""SUP001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation, is_reevaluation
from gaitbelt.facts.supervision import furnished_by
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant gave an evaluation or re-evaluation."""
    is_speech = (pl.col("line_discipline") == "SLP").fill_null(value=False)
    return (is_evaluation | is_reevaluation) & ~is_speech & (furnished_by == "assistant")
