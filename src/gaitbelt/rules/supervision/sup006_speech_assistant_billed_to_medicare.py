"""SUP006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.supervision import is_by_assistant
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant gave speech-language pathology."""
    return (pl.col("line_discipline") == "SLP") & is_by_assistant
