"""What the modifiers of a line say."""

import polars as pl

from gaitbelt.language.fact import fact
from gaitbelt.language.words import carries, code_fact, count_carried

modifiers = pl.col("modifiers")
SEPARATE = ("59", "XE", "XP", "XS", "XU")


@fact()
def therapy_modifier_count() -> pl.Expr:
    """How many of GP, GO and GN the line carries."""
    return count_carried("GP", "GO", "GN")


@fact()
def has_assistant_modifier() -> pl.Expr:
    """Whether the line carries CQ or CO."""
    return carries("CQ", "CO")


@fact()
def has_separate_modifier() -> pl.Expr:
    """Whether the line carries 59, XE, XS or XU: apart from the same provider's services."""
    return carries("59", "XE", "XS", "XU")


@fact()
def modifier_discipline() -> pl.Expr:
    """The discipline that the line's one therapy modifier names; empty without one."""
    by_modifier = [
        pl.when(modifiers.list.contains(modifier)).then(pl.lit(discipline))
        for modifier, discipline in (("GP", "PT"), ("GO", "OT"), ("GN", "SLP"))
    ]
    is_single = therapy_modifier_count == 1
    return pl.when(is_single).then(pl.coalesce(by_modifier)).when(~is_single).then(pl.lit(""))


@fact()
def has_modifier_of_other_discipline() -> pl.Expr:
    """Whether the line's one therapy modifier is of a discipline the code is not held for."""
    held = code_fact("disciplines")
    is_other = ~held.str.split(" ").list.contains(modifier_discipline)
    is_held = held.is_not_null() & (modifier_discipline != "")
    return is_held & is_other


@fact()
def is_assistant_modifier_first() -> pl.Expr:
    """Whether CQ or CO stands before GP or GO on the line."""

    def place(*wanted: str) -> pl.Expr:
        is_wanted = pl.element().is_in(list(wanted))
        return modifiers.list.eval(is_wanted).list.arg_max()

    is_both = has_assistant_modifier & carries("GP", "GO")
    return is_both & (place("CQ", "CO") < place("GP", "GO"))
