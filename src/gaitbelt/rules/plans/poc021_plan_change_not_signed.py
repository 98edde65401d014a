"""POC021. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.plans_of_care import has_unsigned_plan_change
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a change of the plan lacks writing or a signature that counts."""
    return has_unsigned_plan_change
