"""SUP008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.supervision import is_by_assistant
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant gave maintenance therapy before the payer allowed it."""
    is_of_assistant = pl.col("is_maintenance") & is_by_assistant
    return is_of_assistant & ~policy("assistant_maintenance_therapy")
