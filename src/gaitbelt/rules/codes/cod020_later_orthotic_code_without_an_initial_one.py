"""COD020. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.encounters import has_initial_encounter, is_later_encounter_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a later orthotic encounter has no first one before it."""
    is_unsaid = pl.col("orthotic_encounter").is_null()
    return is_later_encounter_code & is_unsaid & ~has_initial_encounter
