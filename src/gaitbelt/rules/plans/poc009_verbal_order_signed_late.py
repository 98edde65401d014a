"""POC009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certification import has_late_written_order
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a verbal order to certify was signed late."""
    return has_late_written_order
