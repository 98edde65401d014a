"""DOC020. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.notes import days_to_records, is_record_request_known
from gaitbelt.language.predicate import predicate
from gaitbelt.language.words import policy


@predicate
def violated() -> pl.Expr:
    """Return whether the payer received a claim's records after the days it allows."""
    return is_record_request_known & (days_to_records > policy("record_request_days"))
