"""DOC014. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import has_treatment_on_date, lacks_qualified_signer
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether no one qualified is among those who signed the note."""
    return has_treatment_on_date & lacks_qualified_signer
