"""TEL001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.telehealth import is_telehealth, is_telehealth_open
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether therapy is marked as telehealth on a date that is not covered."""
    return is_telehealth & ~is_telehealth_open
