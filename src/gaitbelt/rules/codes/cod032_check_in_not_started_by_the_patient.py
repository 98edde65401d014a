"""COD032. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import is_check_in
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a check-in was not started by the patient."""
    return is_check_in & ~pl.col("is_started_by_patient")
