"""TEL005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether a line is marked as sound only and as sound and picture."""
    return carries("93") & carries("95", "GT")
