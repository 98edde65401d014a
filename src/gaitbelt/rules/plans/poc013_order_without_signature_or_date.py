"""POC013. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certifiers import has_exception_on_incomplete_order
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the order that stands in for a signature lacks signature or date."""
    return has_exception_on_incomplete_order
