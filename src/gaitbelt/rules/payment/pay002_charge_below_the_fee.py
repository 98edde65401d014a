"""PAY002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the charge is below the payer's fee."""
    charge = pl.col("charge_amount")
    is_said_by_allowed = (charge < pl.col("allowed_amount")).fill_null(value=False)
    return (charge < pl.col("fee_amount")).fill_null(value=False) & ~is_said_by_allowed
