"""POC003. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.plans_of_care import has_treatment_before_plan
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether treatment was given before the plan was established."""
    return has_treatment_before_plan
