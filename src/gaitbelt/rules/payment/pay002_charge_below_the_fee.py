"""PAY002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the charge is below the payer's fee."""
    return (pl.col("charge_amount") < pl.col("fee_amount")).fill_null(value=False)
