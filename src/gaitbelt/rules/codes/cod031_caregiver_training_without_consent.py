"""COD031. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import is_caregiver_training
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether caregiver training has no consent in the record."""
    return is_caregiver_training & ~pl.col("has_caregiver_consent")
