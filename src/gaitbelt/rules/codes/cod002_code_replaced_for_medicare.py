"""COD002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_code_listed, medicare_status
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether Medicare does not take the code and uses another."""
    return pl.when(is_code_listed.is_not_null()).then(medicare_status == "I")
