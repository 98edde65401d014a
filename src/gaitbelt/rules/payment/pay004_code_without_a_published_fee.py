"""PAY004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import medicare_status
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether Medicare leaves the code's amount to its contractor."""
    return (medicare_status == "C").fill_null(value=False)
