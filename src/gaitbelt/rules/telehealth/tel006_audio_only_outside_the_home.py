"""TEL006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.telehealth import ELSEWHERE
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether an audio-only line has a place outside the home."""
    return carries("93") & (pl.col("place_of_service_code") == ELSEWHERE)
