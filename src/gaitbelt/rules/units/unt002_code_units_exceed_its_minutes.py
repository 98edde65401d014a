"""UNT002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import units_of_code
from gaitbelt.facts.units import most_lawful_units
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a code has more units than any lawful assignment gives it."""
    return units_of_code > most_lawful_units
