"""DOC013. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date, lacks_credentials_on_date
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the signer's professional identity is not in the note."""
    return has_treatment_on_date & lacks_credentials_on_date
