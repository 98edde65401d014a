"""COD008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_supply
from gaitbelt.facts.episodes import days_since_other_supply, is_supply_history_known
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether two remote-monitoring supply codes fall within 30 days."""
    is_soon = (days_since_other_supply < 30).fill_null(value=False)  # noqa: PLR2004 (the period)
    return is_supply & pl.when(is_supply_history_known).then(is_soon)
