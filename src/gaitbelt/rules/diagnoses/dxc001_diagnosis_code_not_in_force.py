"""DXC001. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.diagnoses import absent_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a diagnosis code is not in ICD-10-CM on the date."""
    return absent_on_date != ""
