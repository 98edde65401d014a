"""POC012. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certifiers import has_recertification_by_order
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a recertification rests on an order and the sending of the plan."""
    return has_recertification_by_order
