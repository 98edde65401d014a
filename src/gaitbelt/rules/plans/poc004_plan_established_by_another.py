"""POC004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.plans_of_care import has_plan_of_another
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether someone who may not established the plan."""
    return has_plan_of_another
