"""SUP007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.supervision import is_by_assistant
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant's service is billed before the payer paid for such."""
    return ~policy("assistant_services_payable") & is_by_assistant
