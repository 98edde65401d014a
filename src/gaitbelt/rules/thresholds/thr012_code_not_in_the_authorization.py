"""THR012. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.authorizations import is_code_unauthorized
from gaitbelt.facts.visit_limits import is_evaluation_or_reevaluation
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the authorization names codes and the line's is not among them."""
    return is_code_unauthorized & ~is_evaluation_or_reevaluation
