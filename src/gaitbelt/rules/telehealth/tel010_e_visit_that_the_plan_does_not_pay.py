"""TEL010. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import is_e_visit
from gaitbelt.facts.telehealth import is_e_visit_unpaid
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an e-visit goes to a plan that does not pay therapists for it."""
    return is_e_visit & is_e_visit_unpaid
