"""MOD004. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.payers import is_assistant_modifier_used
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import carries


@predicate
def violated() -> pl.Expr:
    """Return whether CQ stands with GO, or CO with GP."""
    is_pta_in_ot = carries("CQ") & carries("GO")
    is_ota_in_pt = carries("CO") & carries("GP")
    return is_assistant_modifier_used & (is_pta_in_ot | is_ota_in_pt)
