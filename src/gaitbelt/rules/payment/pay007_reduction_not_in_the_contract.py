"""PAY007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.payments import is_cut_as_one_of_several
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a cut was made that the contract does not have."""
    return is_cut_as_one_of_several & ~pl.col("has_multiple_procedure_reduction")
