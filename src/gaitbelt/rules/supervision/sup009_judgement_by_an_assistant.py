"""SUP009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date
from gaitbelt.facts.progress_reports import is_judged_by_assistant
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant wrote a judgement into a progress report."""
    return has_treatment_on_date & is_judged_by_assistant
