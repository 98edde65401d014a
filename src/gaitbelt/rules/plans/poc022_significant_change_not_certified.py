"""POC022. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.plans_of_care import has_uncertified_significant_change
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether treatment goes on under a significantly changed plan that is not certified."""
    return has_uncertified_significant_change
