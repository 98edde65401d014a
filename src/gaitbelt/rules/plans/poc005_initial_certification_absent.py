"""POC005. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.certification import has_no_initial_certification
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether nothing certifies the plan after the days for it are over."""
    return has_no_initial_certification
