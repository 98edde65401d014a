"""DXC016. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import sequela_first_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the injury of a sequela is the first diagnosis."""
    return sequela_first_on_date != ""
