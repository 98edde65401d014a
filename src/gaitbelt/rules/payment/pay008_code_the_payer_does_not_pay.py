"""PAY008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.payments import is_code_unpaid
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the payer has published that it does not pay the code."""
    return is_code_unpaid
