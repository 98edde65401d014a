"""FRM001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import is_billed_after_another, is_original_claim
from gaitbelt.facts.filing import (
    filing_deadline,
    has_filing_limit,
    is_filing_limit_of_contract,
    last_filing_deadline,
    submission_date,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an original claim is sent after the last day on which its payer takes it."""
    is_late = submission_date > last_filing_deadline
    is_open = (submission_date > filing_deadline) & is_filing_limit_of_contract
    is_asked = is_original_claim & ~is_billed_after_another
    return is_asked & has_filing_limit & (is_late | is_open)
