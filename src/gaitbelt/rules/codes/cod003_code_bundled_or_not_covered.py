"""COD003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_code_listed, medicare_status
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether Medicare bundles the code, or excludes it and no GY says so."""
    is_bundled = medicare_status == "B"
    is_excluded = medicare_status.is_in(["N", "X"])
    is_unpaid = is_bundled | (is_excluded & ~carries("GY"))
    return pl.when(is_code_listed.is_not_null()).then(is_unpaid)
