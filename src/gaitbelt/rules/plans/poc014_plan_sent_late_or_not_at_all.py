"""POC014. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certifiers import has_exception_without_sending
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the plan was sent late or not at all."""
    return has_exception_without_sending
