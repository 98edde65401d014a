"""COD014. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_reevaluation
from gaitbelt.facts.evaluations import has_reason_to_reevaluate
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a re-evaluation has no reason in the record."""
    is_none = pl.col("reevaluation_reasons").list.contains("none")
    return is_reevaluation & is_none & ~has_reason_to_reevaluate
