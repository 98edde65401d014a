"""FRM002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.filing import last_date_of_claim, submission_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a date of service lies after the day the claim was sent."""
    return last_date_of_claim > submission_date
