"""FRM009. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import has_hospital_place
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a practitioner's therapy line was given in a hospital or skilled nursing facility."""
    return has_hospital_place
