"""DOC001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date
from gaitbelt.facts.progress_reports import is_report_overdue
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether too many treatment days passed without a progress report."""
    return has_treatment_on_date & is_report_overdue
