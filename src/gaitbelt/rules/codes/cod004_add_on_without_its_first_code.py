"""COD004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_add_on
from gaitbelt.facts.episodes import has_first_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an add-on is billed without its first code."""
    return is_add_on & ~has_first_code
