"""POC007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certification import has_unexplained_delay
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a certification is late without a reason in the record."""
    return has_unexplained_delay
