"""COD001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_code_in_force, is_code_listed
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the code is not in force on the date."""
    return pl.when(is_code_listed.is_not_null()).then(~is_code_in_force)
