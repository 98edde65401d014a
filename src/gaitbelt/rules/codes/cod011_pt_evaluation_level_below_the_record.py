"""COD011. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.evaluations import is_pt_evaluation, is_pt_level_below
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether all components of a PT evaluation reach more than is billed."""
    return is_pt_evaluation & is_pt_level_below
