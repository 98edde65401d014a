"""COD017. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.encounters import is_initial_encounter_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an initial orthotic code stands for a later encounter."""
    return is_initial_encounter_code & (pl.col("orthotic_encounter") == "subsequent")
