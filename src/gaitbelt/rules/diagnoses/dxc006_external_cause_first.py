"""DXC006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import external_cause_first_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an external cause is the first diagnosis."""
    return external_cause_first_on_date != ""
