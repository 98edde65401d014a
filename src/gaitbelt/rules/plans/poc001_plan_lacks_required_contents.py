"""POC001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.plans_of_care import contents_absent_from_plan
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the plan lacks contents that nothing is assumed for."""
    return contents_absent_from_plan != ""
