"""COD023. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.episodes import is_placed_in_time
from gaitbelt.facts.remote_services import is_first_management_code, same_code_in_month_on
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a first management code stands on a second date of its month."""
    is_again = pl.when(is_placed_in_time).then(same_code_in_month_on.is_not_null())
    return is_first_management_code & is_again
