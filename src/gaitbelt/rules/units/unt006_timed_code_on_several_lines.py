"""UNT006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_timed
from gaitbelt.facts.units import assistant_line_count, therapist_line_count
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a timed code stands on several lines that are not an assistant split."""
    return is_timed & ((therapist_line_count > 1) | (assistant_line_count > 1))
