"""COD013. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.evaluations import is_component_absent
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an evaluation lacks a component that its levels ask for."""
    return is_component_absent
