"""POC016. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certifiers import has_certification_by_order
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an order stands in for the signature when it could not."""
    return has_certification_by_order
