"""UNT002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.minutes import units_of_code
from gaitbelt.facts.units import is_counted_by_minutes, most_lawful_units, whole_units_of_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a code has more units than any lawful assignment gives it."""
    is_billed = is_counted_by_minutes & (units_of_code > 0)
    is_beyond_whole = units_of_code > whole_units_of_code
    return is_billed & is_beyond_whole & (units_of_code > most_lawful_units)
