"""POC018. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certifiers import has_certification_without_knowledge
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a practitioner certified without knowledge of the case."""
    return has_certification_without_knowledge
