"""DXC012. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import has_no_pointer
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the line points to none of its claim's diagnoses."""
    return has_no_pointer & (pl.col("setting") == "practitioner")
