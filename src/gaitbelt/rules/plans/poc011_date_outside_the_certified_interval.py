"""POC011. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certification import has_date_outside_interval
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date of service lies outside the certified interval."""
    return has_date_outside_interval
