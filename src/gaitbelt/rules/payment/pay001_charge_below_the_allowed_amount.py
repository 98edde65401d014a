"""PAY001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the charge is below the allowed amount."""
    return (pl.col("charge_amount") < pl.col("allowed_amount")).fill_null(value=False)
