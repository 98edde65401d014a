"""DXC008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import aftercare_with_injury_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an aftercare code stands beside an injury in later care."""
    return aftercare_with_injury_on_date != ""
