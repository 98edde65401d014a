"""SUP002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.supervision import is_by_assistant, is_supervision_weak
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant's supervision was weaker than the payer asks for."""
    return is_by_assistant & is_supervision_weak
