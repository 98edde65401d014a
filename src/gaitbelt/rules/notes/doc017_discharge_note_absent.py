"""DOC017. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.progress_reports import is_last_before_discharge, lacks_discharge_note
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the episode ended by discharge and the record holds no discharge note."""
    return is_last_before_discharge & lacks_discharge_note
