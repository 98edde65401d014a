"""POC010. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certification import has_interval_too_long
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a certification states too long an interval."""
    return has_interval_too_long
