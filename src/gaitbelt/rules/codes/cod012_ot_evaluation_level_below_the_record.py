"""COD012. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.evaluations import is_ot_evaluation, is_ot_level_below
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether all components of an OT evaluation reach more than is billed."""
    return is_ot_evaluation & is_ot_level_below
