"""FRM016. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.claim_forms import (
    is_claim,
    is_professional_claim,
    line_charges_of_claim,
    stated_charge_of_claim,
)
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether the charges of the lines differ from the charge the claim states."""
    is_above = line_charges_of_claim > stated_charge_of_claim
    is_below = line_charges_of_claim < stated_charge_of_claim
    return is_claim & (is_above | (is_below & is_professional_claim))
