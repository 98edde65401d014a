"""What the record says of the plan of care: its contents, its author, its changes."""

import polars as pl

from gaitbelt.facts.codes import is_known_code
from gaitbelt.facts.thresholds import is_therapy_line
from gaitbelt.language.fact import DATE_OF_SERVICE, PLAN_OF_CARE, fact
from gaitbelt.language.words import any_of, code_fact, policy

REQUIRED = ("diagnoses", "long_term_goals", "type", "duration")
"""Contents that nothing is assumed for, by their words in ``plan_contents``."""

ASSUMED = ("amount", "frequency")
"""Contents for which once is assumed where the plan does not state them."""

THERAPIST_OF = {
    "PT": "physical_therapist",
    "OT": "occupational_therapist",
    "SLP": "speech_language_pathologist",
}


def day_number(name: str) -> pl.Expr:
    """Return a date as a count of days, so that dates can be subtracted."""
    return pl.col(name).cast(pl.Int64)


def _absent(words: tuple[str, ...]) -> pl.Expr:
    """Return the words that the plan's contents lack, each after a space."""
    held = pl.col("plan_contents").list
    parts = [
        pl.when(held.contains(word)).then(pl.lit("")).otherwise(pl.lit(f" {word}"))
        for word in words
    ]
    return pl.when(pl.col("plan_contents").is_not_null()).then(pl.concat_str(parts))


def is_own_therapist(signer: str) -> pl.Expr:
    """Return whether a therapist named in a column is of the line's discipline."""
    discipline = pl.col("line_discipline")
    return pl.any_horizontal(
        (pl.col(signer) == profession) & (discipline == own)
        for own, profession in THERAPIST_OF.items()
    )


@fact()
def absent_plan_contents() -> pl.Expr:
    """The required contents that the plan does not state, each after a space."""
    return _absent(REQUIRED)


@fact(per=PLAN_OF_CARE)
def contents_absent_from_plan() -> pl.Expr:
    """The required contents that the plan lacks, each after a space."""
    return absent_plan_contents.max()


@fact()
def assumed_plan_contents() -> pl.Expr:
    """Which of amount and frequency the plan does not state, each after a space."""
    return _absent(ASSUMED)


@fact(per=PLAN_OF_CARE)
def contents_assumed_in_plan() -> pl.Expr:
    """Which of amount and frequency the plan lacks, each after a space."""
    return assumed_plan_contents.max()


NOT_TREATMENT = ("evaluation", "reevaluation", "test", "e_visit", "phone", "virtual", "other")
"""Kinds of codes that assess, answer or report, and so may come before the plan."""


@fact(stands_for="hcpcs_code")
def is_treatment() -> pl.Expr:
    """Whether the code treats: no evaluation, test, call, message or report without payment.

    Swallowing codes that are therapy only sometimes are examinations of swallowing.
    """
    kind = code_fact("service_kind").fill_null("")
    is_examination = (kind == "swallow") & (code_fact("therapy_class") == "sometimes")
    is_assessment = kind.is_in([*NOT_TREATMENT]) | is_examination
    return pl.when(is_known_code).then(~is_assessment).when(~is_known_code).then(statement=False)


@fact()
def is_treated_before_plan() -> pl.Expr:
    """Whether a therapy line treats on a day before the plan was established."""
    is_before = pl.col("date_of_service") < pl.col("plan_established_on")
    return is_therapy_line & is_treatment & is_before


@fact(per=DATE_OF_SERVICE)
def has_treatment_before_plan() -> pl.Expr:
    """Whether the date has treatment before the plan was established."""
    return any_of(is_treated_before_plan)


@fact(per=DATE_OF_SERVICE)
def plan_of_date_established_on() -> pl.Expr:
    """The day on which the plan of the date's lines was established, the latest of several."""
    return pl.col("plan_established_on").max()


@fact()
def plan_establishers() -> pl.Expr:
    """The professions that may establish a plan of care."""
    return policy("medicare.plan_establishers").str.split(" ")


@fact(stands_for="is_low_vision_plan")
def is_author_outside_vision() -> pl.Expr:
    """Whether an optometrist established a plan that is not for low vision services."""
    is_optometrist = pl.col("plan_established_by") == "optometrist"
    outside = ~pl.col("is_low_vision_plan")
    return pl.when(is_optometrist).then(outside).otherwise(statement=False)


@fact()
def is_plan_established_by_another() -> pl.Expr:
    """Whether the plan was established by someone who may not, for this discipline and service."""
    author = pl.col("plan_established_by")
    is_listed = plan_establishers.list.contains(author)
    is_therapist = author.is_in([*THERAPIST_OF.values()])
    is_stranger = is_therapist & ~is_own_therapist("plan_established_by")
    may_not = ~is_listed | is_stranger | is_author_outside_vision
    return pl.when(author.is_not_null()).then(may_not)


@fact(per=PLAN_OF_CARE)
def has_plan_of_another() -> pl.Expr:
    """Whether the plan of care was established by someone who may not."""
    return any_of(is_plan_established_by_another)


@fact(per=PLAN_OF_CARE)
def plan_author() -> pl.Expr:
    """Who established the plan of care, by profession."""
    return pl.col("plan_established_by").max()


@fact()
def plan_change_signers() -> pl.Expr:
    """Who may sign a change of a plan of care."""
    return policy("medicare.plan_change_signers").str.split(" ")


@fact()
def is_plan_changed() -> pl.Expr:
    """Whether the plan was changed; no where the record gives no day of a change."""
    return pl.col("plan_changed_on").is_not_null()


@fact()
def is_plan_change_unsigned() -> pl.Expr:
    """Whether the plan was changed without writing, or without a signature that counts.

    A signature stands on a writing, so it is only asked whether one is known to be absent.
    """
    signer = pl.col("plan_change_signed_by")
    is_therapist = signer.is_in([*THERAPIST_OF.values()])
    is_stranger = is_therapist & ~is_own_therapist("plan_change_signed_by")
    may_sign = plan_change_signers.list.contains(signer) & ~is_stranger
    is_unsigned = pl.when(signer.is_not_null()).then(~may_sign)
    is_written = pl.col("is_plan_change_written").fill_null(value=True)
    return is_plan_changed & (is_unsigned | ~is_written)


@fact(per=PLAN_OF_CARE)
def has_unsigned_plan_change() -> pl.Expr:
    """Whether a change of the plan of care lacks writing or a signature that counts."""
    return any_of(is_plan_change_unsigned)


@fact(per=PLAN_OF_CARE)
def change_of_plan_on() -> pl.Expr:
    """The day of the plan's last change."""
    return pl.col("plan_changed_on").max()


@fact(per=PLAN_OF_CARE)
def change_signer() -> pl.Expr:
    """Who signed the plan's change, by profession."""
    return pl.col("plan_change_signed_by").max()


@fact()
def is_significant_change_uncertified() -> pl.Expr:
    """Whether the plan was changed significantly and the changed plan is not certified."""
    is_open = pl.col("is_plan_change_significant") & ~pl.col("is_plan_change_certified")
    return is_plan_changed & is_open


@fact()
def days_since_change() -> pl.Expr:
    """Days from the plan's change that the line names to its date of service."""
    return day_number("date_of_service") - day_number("plan_changed_on")


@fact()
def is_under_uncertified_change() -> pl.Expr:
    """Whether the line is given when the certification of a significant change is overdue."""
    is_late = days_since_change > policy("medicare.initial_certification_days")
    return is_significant_change_uncertified & is_late


@fact(per=PLAN_OF_CARE)
def has_uncertified_significant_change() -> pl.Expr:
    """Whether treatment goes on under a significantly changed plan that is not certified."""
    return any_of(is_under_uncertified_change)


@fact(per=PLAN_OF_CARE)
def days_under_changed_plan() -> pl.Expr:
    """The most days from a significant change to a date given while it is not certified."""
    return pl.when(is_significant_change_uncertified).then(days_since_change).max()
