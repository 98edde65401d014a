"""DOC016. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import is_group_code, is_one_on_one_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether note and code differ on group or one-on-one treatment."""
    mode = pl.col("note_treatment_mode")
    is_group_in_note = is_one_on_one_code & (mode == "group")
    return is_group_in_note | (is_group_code & (mode == "one_on_one"))
