"""DXC004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import bare_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a diagnosis lacks one of its own seventh characters."""
    return bare_on_date != ""
