"""UNT006. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.codes import is_timed
from gaitbelt.facts.units import assistant_lines_of_code, is_by_one_provider, lines_of_code
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a timed code stands on several lines that are not an assistant split."""
    therapist_lines = lines_of_code - assistant_lines_of_code
    is_several = is_timed & is_by_one_provider & (lines_of_code > 1)
    return is_several & ((therapist_lines > 1) | (assistant_lines_of_code > 1))
