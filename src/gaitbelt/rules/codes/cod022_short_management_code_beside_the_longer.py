"""COD022. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.episodes import is_placed_in_time
from gaitbelt.facts.remote_services import is_first_management_code, longer_code_in_month
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the short management code stands beside the longer one."""
    is_beside = pl.when(is_placed_in_time).then(longer_code_in_month.is_not_null())
    return is_first_management_code & is_beside
