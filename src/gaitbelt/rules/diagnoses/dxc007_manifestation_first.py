"""DXC007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import manifestation_first_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a manifestation is the first diagnosis."""
    return manifestation_first_on_date != ""
