"""DOC018. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_evaluative_code_on_date, has_functional_report_on_date
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether an evaluation is billed without a functional-limitation report."""
    is_asked = policy("functional_reporting_required")
    return is_asked & has_evaluative_code_on_date & ~has_functional_report_on_date
