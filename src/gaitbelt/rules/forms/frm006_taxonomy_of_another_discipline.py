"""FRM006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.provider_numbers import has_taxonomy_of_other_discipline
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the rendering provider's kind is of another discipline than a line of the claim."""
    return has_taxonomy_of_other_discipline
