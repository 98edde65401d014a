"""DXC002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import headers_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a diagnosis needs more characters to be a code."""
    return headers_on_date != ""
