"""DOC003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.progress_reports import has_clinician_in_period, is_period_over
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a report period ends without a note or report signed by a clinician."""
    return is_period_over & ~has_clinician_in_period
