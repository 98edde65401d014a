"""COD018. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.encounters import is_later_encounter_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the code of later encounters stands for a first one."""
    return is_later_encounter_code & (pl.col("orthotic_encounter") == "initial")
