"""POC017. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certifiers import has_certification_of_another
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether someone who may not certified the plan."""
    return has_certification_of_another
