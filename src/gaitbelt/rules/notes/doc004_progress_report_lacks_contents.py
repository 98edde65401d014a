"""DOC004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date
from gaitbelt.facts.progress_reports import lacking_report_contents
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a progress report lacks one of the items that every report holds."""
    return has_treatment_on_date & (lacking_report_contents != "")
