"""COD009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.evaluations import is_pt_evaluation, is_pt_level_above
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a component of a PT evaluation stays below the billed level."""
    return is_pt_evaluation & is_pt_level_above
