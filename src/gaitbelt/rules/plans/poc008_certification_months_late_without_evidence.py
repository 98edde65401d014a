"""POC008. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certification import has_unsupported_long_delay
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a certification is months late without evidence of a physician."""
    return has_unsupported_long_delay
