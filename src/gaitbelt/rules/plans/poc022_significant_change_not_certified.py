"""POC022. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.plans_of_care import days_under_changed_plan, has_uncertified_significant_change
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether treatment goes on under a significantly changed plan that is not certified."""
    return has_uncertified_significant_change & (
        days_under_changed_plan > policy("medicare.initial_certification_days")
    )
