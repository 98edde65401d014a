"""COD001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import code_fact


@predicate
def violated() -> pl.Expr:
    """Return whether the code is not in force on the date."""
    return ~code_fact("is_in_force")
