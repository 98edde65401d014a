"""MOD011. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.modifiers import has_contradicting_notice
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether two of GA, GX, GY and GZ stand on one line, other than GX with GY."""
    return has_contradicting_notice
