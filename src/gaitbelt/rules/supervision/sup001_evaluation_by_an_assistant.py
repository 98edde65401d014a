"""SUP001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation, is_reevaluation
from gaitbelt.facts.supervision import furnished_by
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant gave an evaluation or re-evaluation."""
    return (is_evaluation | is_reevaluation) & (furnished_by == "assistant")
