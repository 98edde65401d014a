"""THR011. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import has_unauthorized_discipline
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the date has a line of a discipline that is not authorized."""
    return has_unauthorized_discipline
