"""COD026. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.encounters import is_monitoring_setup
from gaitbelt.facts.remote_services import setup_least_days
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a monitoring set-up has fewer days of data than it takes."""
    return is_monitoring_setup & (pl.col("monitored_days") < setup_least_days)
