"""POC002. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.plans_of_care import contents_assumed_in_plan
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the plan does not state how often a day or a week."""
    return contents_assumed_in_plan != ""
