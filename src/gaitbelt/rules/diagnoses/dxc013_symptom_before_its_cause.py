"""DXC013. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import symptom_before_cause_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a symptom stands before the condition that brings it."""
    return symptom_before_cause_on_date != ""
