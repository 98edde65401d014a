"""Payers that no profile names: judged as the generic plan, and said to be."""

import polars as pl

from gaitbelt.policy import Policy
from gaitbelt.tables.problem import PROBLEM


def unknown_payers(lines: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return one note for each payer of the lines that is not held by name, in order."""
    payers = lines["payer"].drop_nulls().unique().sort()
    found = [
        {
            "level": "note",
            "element": "payer",
            "problem_code": "payer-not-held",
            "message": f"Payer {payer} is not held by name: the generic {policy.generic} "
            "profile is used.",
            "fix": "Nothing to do if that is right; else name one that is held, or add a profile.",
        }
        for payer in payers.to_list()
        if payer not in policy.based_on
    ]
    return pl.DataFrame(found, schema=PROBLEM)
