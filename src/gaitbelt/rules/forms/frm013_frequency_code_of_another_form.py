"""FRM013. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import has_frequency_code_of_its_form
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a practitioner's claim has a frequency code of another form."""
    return ~has_frequency_code_of_its_form
