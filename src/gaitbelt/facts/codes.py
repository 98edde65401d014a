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
def first_codes() -> pl.Expr:
    """The codes one of which an add-on needs, joined by spaces; empty for other codes."""
    return code_fact("primary_codes")


@fact(stands_for="hcpcs_code")
def is_counted_by_month() -> pl.Expr:
    """Whether the code counts the minutes of a calendar month."""
    return _of_known(code_fact("time_base").is_in(["month_first", "month_further"]))


@fact(stands_for="hcpcs_code")
def is_supply() -> pl.Expr:
    """Whether the code is a remote-monitoring supply, billed by the 30 days."""
    return _of_known(code_fact("time_base") == "per_30_days")


@fact(stands_for="registry entry of the code")
def is_code_in_force() -> pl.Expr:
    """Whether the code is in force on the date; empty for a code the registry does not hold."""
    is_given = is_known_code.is_not_null()
    return pl.when(is_given).then(code_fact("is_in_force")).otherwise(statement=False)


def _worded(words: str, value: pl.Expr) -> pl.Expr:
    """Return a phrase around a value, or nothing where the value is missing."""
    return pl.when(value.is_null()).then(pl.lit("")).otherwise(pl.format(words, value))


@fact()
def code_life() -> pl.Expr:
    """When the code is in force and what follows it, in words."""
    start, end = code_fact("begins_on"), code_fact("ended_on")
    after, instead = code_fact("successors"), code_fact("medicare_successors")
    is_other = instead.ne_missing(after)
    return pl.concat_str(
        pl.lit("in force"),
        _worded(" from {}", start.cast(pl.String)),
        _worded(" through {}", end.cast(pl.String)),
        _worded(", then {}", after.str.replace_all(" ", ", ")),
        _worded(" (Medicare: {})", pl.when(is_other).then(instead.str.replace_all(" ", ", "))),
    )


@fact(stands_for="hcpcs_code")
def is_code_listed() -> pl.Expr:
    """Whether the registry holds the code."""
    return is_known_code


@fact(stands_for="fee schedule status of the code on the date")
def medicare_status() -> pl.Expr:
    """The code's status in Medicare's fee schedule; empty where no release held covers it."""
    is_due = is_known_code & code_fact("is_in_force")
    return pl.when(is_due).then(code_fact("status_code")).otherwise(pl.lit("none"))


@fact()
def medicare_code_instead() -> pl.Expr:
    """The code that Medicare takes in place of this one, in words."""
    instead = code_fact("medicare_successors").str.replace_all(" ", ", ")
    return instead.fill_null("another code")


@fact(stands_for="hcpcs_code")
def is_therapist_evaluation() -> pl.Expr:
    """Whether the code is an evaluation of PT or OT, which have re-evaluation codes."""
    is_pt_or_ot = code_fact("disciplines").is_in(["PT", "OT"])
    return _of_known((code_fact("service_kind") == "evaluation") & is_pt_or_ot)


@fact(stands_for="hcpcs_code")
def code_disciplines() -> pl.Expr:
    """The disciplines that the code is held for, joined by spaces."""
    return code_fact("disciplines")


@fact()
def is_stated_discipline_other() -> pl.Expr:
    """Whether the discipline stated for the line is not one the code is held for.

    Without a stated discipline a therapy modifier stands for it, and is judged by MOD003.
    """
    stated = pl.col("discipline")
    return (
        pl.when(code_disciplines.is_null() & is_code_listed.is_not_null())
        .then(statement=False)
        .when(stated.is_not_null())
        .then(~code_disciplines.str.split(" ").list.contains(stated))
        .when(modifier_discipline != "")
        .then(statement=False)
    )
