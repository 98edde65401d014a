"""MOD019. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.separate_times import is_separation_timed, shared_time_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether 59 or an X modifier stands on a timed code whose recorded time another code shares."""
    return is_separation_timed & (shared_time_code != "")
