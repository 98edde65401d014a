"""COD008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_supply
from gaitbelt.facts.episodes import days_since_supply, is_placed_in_time
from gaitbelt.language.predicate import predicate
from gaitbelt.methods.remote_monitoring import PERIOD_DAYS


@predicate
def violated() -> pl.Expr:
    """Return whether a remote-monitoring supply follows another within its 30 days."""
    is_soon = (days_since_supply < PERIOD_DAYS).fill_null(value=False)
    return is_supply & pl.when(is_placed_in_time).then(is_soon)
