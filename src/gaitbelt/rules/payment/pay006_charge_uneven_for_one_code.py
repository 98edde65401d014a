"""PAY006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.payments import has_uneven_charges
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether lines of the code have different charges for a unit."""
    return has_uneven_charges
