"""TEL003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import is_never_telehealth
from gaitbelt.facts.telehealth import is_place_of_telehealth
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether a place of telehealth stands without a telehealth modifier."""
    is_unmarked = is_place_of_telehealth & ~is_never_telehealth & ~carries("95", "93", "GT")
    return is_unmarked & (pl.col("setting") == "practitioner")
