"""DXC011. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import fewest_diagnoses_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a line of the date has no diagnosis."""
    return fewest_diagnoses_on_date == 0
