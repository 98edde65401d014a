"""THR020. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.visit_limits import (
    has_therapy_procedure_on_date,
    is_evaluation_or_reevaluation,
    is_evaluation_unpaid_beside_treatment,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the payer denies the evaluation because of the date's treatment."""
    is_denied = is_evaluation_unpaid_beside_treatment & has_therapy_procedure_on_date
    return is_evaluation_or_reevaluation & is_denied
