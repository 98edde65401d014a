"""TEL009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.remote_services import is_never_telehealth
from gaitbelt.facts.telehealth import has_telehealth_modifier, is_at_telehealth_place
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a communication service is marked as telehealth."""
    return (has_telehealth_modifier | is_at_telehealth_place) & is_never_telehealth
