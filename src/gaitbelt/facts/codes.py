"""What the registry says of a line's code on its date.

A code that the registry does not hold counts as none of these: COD001 says for that line
that it cannot tell.
"""

import polars as pl

from gaitbelt.facts.modifiers import modifier_discipline
from gaitbelt.language.fact import fact
from gaitbelt.language.words import code_fact

is_known_code = code_fact("is_known")


def _of_known(condition: pl.Expr) -> pl.Expr:
    return (
        pl.when(is_known_code)
        .then(condition.fill_null(value=False))
        .when(~is_known_code)
        .then(statement=False)
    )


@fact(stands_for="hcpcs_code")
def is_timed() -> pl.Expr:
    """Whether the code is counted in 15-minute units pooled over the day."""
    return _of_known(code_fact("time_base") == "15_minutes")


_ONCE_KINDS = (
    "evaluation",
    "reevaluation",
    "modality",
    "speech",
    "swallow",
    "needling",
    "caregiver",
)


@fact(stands_for="hcpcs_code")
def is_once_a_day() -> pl.Expr:
    """Whether one unit is all a day can have: untimed, by the day, or the first block."""
    is_untimed = code_fact("time_base") == "untimed"
    is_first = code_fact("time_base").is_in(["per_day", "first"])
    return _of_known(is_first | (is_untimed & code_fact("service_kind").is_in(_ONCE_KINDS)))


@fact(stands_for="hcpcs_code")
def is_evaluation() -> pl.Expr:
    """Whether the code is an evaluation."""
    return _of_known(code_fact("service_kind") == "evaluation")


@fact(stands_for="hcpcs_code")
def is_reevaluation() -> pl.Expr:
    """Whether the code is a re-evaluation."""
    return _of_known(code_fact("service_kind") == "reevaluation")


@fact(stands_for="hcpcs_code")
def is_always_therapy() -> pl.Expr:
    """Whether Medicare counts the code as therapy whoever furnishes it."""
    return _of_known(code_fact("therapy_class") == "always")


@fact(stands_for="hcpcs_code")
def is_add_on() -> pl.Expr:
    """Whether the code is only billed beside a first code."""
    return _of_known(code_fact("primary_codes").is_not_null())


@fact(stands_for="hcpcs_code")
def is_supply() -> pl.Expr:
    """Whether the code is a remote-monitoring supply, billed by the 30 days."""
    return _of_known(code_fact("time_base") == "per_30_days")


@fact(stands_for="hcpcs_code")
def medicare_status() -> pl.Expr:
    """The code's status in the physician fee schedule; empty where none is held."""
    is_known = is_known_code
    return (
        pl.when(is_known)
        .then(code_fact("status_code").fill_null(""))
        .when(~is_known)
        .then(pl.lit(""))
    )


@fact()
def is_modifier_of_other_discipline() -> pl.Expr:
    """Whether the line's therapy modifier names a discipline the code is not held for."""
    held = code_fact("disciplines")
    is_other = ~held.str.split(" ").list.contains(modifier_discipline)
    return (modifier_discipline != "") & is_other.fill_null(value=False)


@fact()
def is_stated_discipline_other() -> pl.Expr:
    """Whether the discipline stated for the line is not one the code is held for."""
    held = code_fact("disciplines").fill_null("")
    is_other = ~held.str.split(" ").list.contains(pl.col("discipline"))
    return pl.when(held == "").then(statement=False).otherwise(is_other)
