"""PAY003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the payer allows the whole charge, and its fee is not known."""
    charge, allowed = pl.col("charge_amount"), pl.col("allowed_amount")
    is_whole = ((charge == allowed) & (charge > pl.lit(0))).fill_null(value=False)
    return is_whole & pl.col("fee_amount").is_null()
