"""DXC010. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import is_pointing_beyond
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the line points to a place without a diagnosis."""
    return is_pointing_beyond
