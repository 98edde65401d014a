"""TEL004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import is_never_telehealth
from gaitbelt.facts.telehealth import is_place_of_telehealth
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether a telehealth modifier stands with a place of another kind."""
    is_marked = carries("95", "93") & ~is_never_telehealth
    return is_marked & ~is_place_of_telehealth & (pl.col("setting") == "practitioner")
