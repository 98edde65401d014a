"""What the line's payer has published that it asks for."""

import polars as pl

from gaitbelt.language.fact import fact
from gaitbelt.language.words import policy


def _published(name: str) -> pl.Expr:
    """Return the payer's published answer; no where it has published none."""
    return pl.when(pl.col("payer").is_not_null()).then(policy(name).fill_null(value=False))


@fact(stands_for="payer")
def is_therapy_modifier_required() -> pl.Expr:
    """Whether the payer has published that always-therapy codes need GP, GO or GN."""
    return _published("therapy_modifier_required")


@fact(stands_for="payer")
def is_assistant_modifier_used() -> pl.Expr:
    """Whether the payer has published that CQ and CO mark an assistant's services."""
    return _published("assistant_modifier")


@fact(stands_for="payer")
def has_final_unit_rule() -> pl.Expr:
    """Whether 8 minutes by the therapist keep CQ and CO off the final unit.

    A payer that asks for the modifiers and has published no test of its own is judged
    by Medicare's.
    """
    name = "assistant_final_unit_rule"
    return pl.coalesce(policy(name), policy(f"medicare.{name}")).fill_null(value=False)
