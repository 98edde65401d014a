"""TEL002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.telehealth import is_on_telehealth_list, is_telehealth
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a telehealth line has a code that is not on the list."""
    return is_telehealth & ~is_on_telehealth_list
