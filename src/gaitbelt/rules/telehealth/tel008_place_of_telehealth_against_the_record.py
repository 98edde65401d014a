"""TEL008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.telehealth import ELSEWHERE, HOME
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the place of telehealth and the record differ."""
    place, is_at_home = pl.col("place_of_service_code"), pl.col("is_patient_at_home")
    return ((place == ELSEWHERE) & is_at_home) | ((place == HOME) & ~is_at_home)
