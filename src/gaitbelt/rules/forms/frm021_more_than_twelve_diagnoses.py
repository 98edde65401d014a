"""FRM021. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import has_more_diagnoses_than_room, is_professional_claim
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether a practitioner's claim lists more diagnoses than it has room for."""
    return has_more_diagnoses_than_room & is_professional_claim
