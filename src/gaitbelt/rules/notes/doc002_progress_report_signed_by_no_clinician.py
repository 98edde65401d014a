"""DOC002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date
from gaitbelt.facts.progress_reports import lacks_clinician_report
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether those who signed a progress report are no clinicians."""
    return has_treatment_on_date & lacks_clinician_report
