"""DXC014. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import aftercare_alone_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether general aftercare is the only diagnosis."""
    return aftercare_alone_on_date != ""
