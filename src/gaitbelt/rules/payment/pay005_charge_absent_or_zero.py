"""PAY005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_code_listed, medicare_status
from gaitbelt.facts.payments import has_charge_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a line with units has no charge."""
    charge = pl.col("charge_amount")
    is_absent = pl.when(charge.is_null()).then(has_charge_on_date).otherwise(charge <= pl.lit(0))
    is_bundled = (medicare_status == "B").fill_null(value=False)
    return is_absent & is_code_listed & ~is_bundled & (pl.col("unit_count") > 0)
