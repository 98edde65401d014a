"""FRM007. The rule in words, its authority and its examples: the .md beside this file."""

import polars as pl

from gaitbelt.facts.provider_numbers import has_assistant_taxonomy
from gaitbelt.language.predicate import predicate


@predicate
def violated() -> pl.Expr:
    """Return whether an assistant's kind stands as the rendering provider's."""
    return has_assistant_taxonomy
