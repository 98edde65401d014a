"""DOC019. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import is_functional_report
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether a functional-limitation report is billed."""
    return is_functional_report & ~policy("functional_reporting_required")
