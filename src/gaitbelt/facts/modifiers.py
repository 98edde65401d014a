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


@fact()
def repeated_modifier_count() -> pl.Expr:
    """How many of the line's modifiers stand there a second time."""
    return modifiers.list.len() - modifiers.list.n_unique()


@fact()
def has_contradicting_notice() -> pl.Expr:
    """Whether the line says two things of the notice of non-coverage that exclude each other.

    GA: a required notice is on file. GX: a voluntary one. GZ: none. GY: no benefit at all.
    """
    is_ga, is_gx, is_gy, is_gz = (carries(each) for each in ("GA", "GX", "GY", "GZ"))
    return (is_ga & (is_gx | is_gy | is_gz)) | (is_gz & (is_gx | is_gy))


@fact()
def has_side_modifier_on_region_code() -> pl.Expr:
    """Whether LT, RT or 50 stands on a physical-medicine code that names no side."""
    kinds = ["procedure", "modality", "group", "evaluation", "reevaluation", "test"]
    is_of_regions = code_fact("service_kind").is_in(kinds).fill_null(value=False)
    return is_of_regions & pl.col("hcpcs_code").str.starts_with("97") & carries("LT", "RT", "50")


@fact()
def has_modifier_of_other_services() -> pl.Expr:
    """Whether 22, 52, 53, 76 or 77 stands on a code of 15-minute units."""
    is_timed = (code_fact("time_base") == "15_minutes").fill_null(value=False)
    return is_timed & carries("22", "52", "53", "76", "77")
