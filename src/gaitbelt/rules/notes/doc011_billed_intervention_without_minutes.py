"""DOC011. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import is_counted_by_time, is_given_in_person
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an untimed treatment is billed with no minute."""
    is_billed = pl.col("unit_count") > 0
    has_no_minute = (pl.col("minutes") == 0).fill_null(value=False)
    has_total = pl.col("note_total_minutes").is_not_null()
    is_untimed = is_given_in_person & ~is_counted_by_time
    return is_untimed & has_total & has_no_minute & is_billed
