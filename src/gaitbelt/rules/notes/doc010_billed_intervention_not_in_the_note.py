"""DOC010. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation, is_reevaluation
from gaitbelt.facts.notes import is_code_in_note, is_given_in_person
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a treatment is billed that the note does not document."""
    is_billed = pl.col("unit_count") > 0
    is_treatment = is_given_in_person & ~(is_evaluation | is_reevaluation)
    return is_treatment & is_billed & ~is_code_in_note
