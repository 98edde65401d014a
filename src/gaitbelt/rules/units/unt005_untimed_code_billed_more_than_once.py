"""UNT005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_once_a_day
from gaitbelt.facts.minutes import units_of_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a code that a day has once is billed more than once."""
    return is_once_a_day & (units_of_code > 1)
