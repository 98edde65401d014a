"""What the treatment notes of a visit say, and how they agree with the lines."""

from collections.abc import Mapping

import polars as pl

from gaitbelt.facts.codes import is_evaluation, is_known_code, is_reevaluation, is_timed
from gaitbelt.facts.minutes import timed_minutes_on_date
from gaitbelt.language.fact import CLAIM, DATE_OF_SERVICE, PATIENT, fact, frame_fact
from gaitbelt.language.words import any_of, code_fact, policy, total

PATIENT_GROUP = f"group:{PATIENT}"
CLINICIANS = ("therapist", "physician", "non_physician_practitioner")
"""Who may evaluate, report and treat without supervision."""

QUALIFIED = (*CLINICIANS, "assistant")
"""Whose signature a treatment note needs: who gave or supervised the treatment."""

REQUIRED_CONTENTS = {
    "date": "the date",
    "interventions": "the interventions",
    "signature": "the signature with professional identity",
}
"""What every note holds besides its minutes, and its name in a sentence."""

FEWEST_ALIKE = 3
"""From how many visits on notes in the same words are found: our reading of "several"."""

TIMED_MINUTES, TOTAL_MINUTES = "timed_minutes", "total_minutes"
note_contents = pl.col("note_contents")
note_signers = pl.col("note_signers")


def signed_by(signers: pl.Expr, people: tuple[str, ...]) -> pl.Expr:
    """Return whether one of the people is among the signers."""
    return pl.any_horizontal([signers.list.contains(each) for each in people])


def some_note(condition: pl.Expr) -> pl.Expr:
    """Return whether it holds of a line's note; lines that do not say count for nothing."""
    return condition.max()


def lacks(item: str) -> pl.Expr:
    """Return whether a note of the group does not contain an item of the checklist."""
    return some_note(~note_contents.list.contains(item))


def lacking(contents: pl.Expr, items: Mapping[str, str]) -> pl.Expr:
    """Return the names of the items that the contents lack; null where they are not known."""
    names = [
        pl.when(~contents.list.contains(item)).then(pl.lit(name)) for item, name in items.items()
    ]
    named = pl.concat_str(names, separator=", ", ignore_nulls=True)
    return pl.when(contents.is_not_null()).then(named)


@fact(stands_for="note_contents")
def note_lacks() -> pl.Expr:
    """What the line's note lacks besides minutes, in words; empty where it lacks nothing.

    A signature is asked of the contents only where no column of its own tells of it.
    """
    unsigned = {name: words for name, words in REQUIRED_CONTENTS.items() if name != "signature"}
    return (
        pl.when(pl.col("is_note_signed").is_null())
        .then(lacking(note_contents, REQUIRED_CONTENTS))
        .otherwise(lacking(note_contents, unsigned))
    )


@fact(per=DATE_OF_SERVICE)
def lacking_contents() -> pl.Expr:
    """What a note of the date lacks besides minutes; empty where it lacks nothing."""
    return note_lacks.max()


@fact(per=DATE_OF_SERVICE, stands_for="note_contents")
def lacks_total_minutes() -> pl.Expr:
    """Whether the date's note does not state the total treatment minutes."""
    return lacks(TOTAL_MINUTES)


@fact(per=DATE_OF_SERVICE, stands_for="note_contents")
def lacks_timed_minutes() -> pl.Expr:
    """Whether the date's note does not state the total minutes of the timed codes."""
    return lacks(TIMED_MINUTES)


NOT_IN_PERSON = ["remote_monitoring", "e_visit", "phone", "virtual", "caregiver", "other"]


@fact(stands_for="hcpcs_code")
def is_given_in_person() -> pl.Expr:
    """Whether the code is given to the patient in person: no device, message or report."""
    kind = code_fact("service_kind").fill_null("other")
    is_given = ~kind.is_in(NOT_IN_PERSON)
    is_therapy = pl.col("line_discipline").is_in(["PT", "OT", "SLP"]).fill_null(value=False)
    return (
        pl.when(is_known_code)
        .then(is_given & is_therapy)
        .when(~is_known_code)
        .then(statement=False)
    )


@fact(per=DATE_OF_SERVICE)
def has_treatment_on_date() -> pl.Expr:
    """Whether the discipline treats or evaluates the patient in person on the date."""
    return any_of(is_given_in_person)


_TIME_BASES = ("15_minutes", "per_30_minutes", "per_hour", "first", "further")


@fact(stands_for="hcpcs_code")
def is_counted_by_time() -> pl.Expr:
    """Whether the code's units count minutes of the visit, in blocks of any length."""
    is_by_time = code_fact("time_base").is_in(list(_TIME_BASES)).fill_null(value=False)
    return pl.when(is_known_code).then(is_by_time).when(~is_known_code).then(statement=False)


@fact(per=DATE_OF_SERVICE)
def has_timed_code_on_date() -> pl.Expr:
    """Whether a 15-minute code is billed on the date."""
    is_billed = pl.col("unit_count") > 0
    return any_of(is_timed & is_billed)


@fact(per=DATE_OF_SERVICE)
def least_minutes_on_date() -> pl.Expr:
    """Minutes of the date's lines given in person; those that need no minutes count as 0."""
    minutes = pl.col("minutes")
    of_line = pl.when(is_counted_by_time).then(minutes).otherwise(minutes.fill_null(0))
    return total(pl.when(is_given_in_person).then(of_line).otherwise(0))


@fact(per=DATE_OF_SERVICE, stands_for="note_total_minutes")
def note_total_on_date() -> pl.Expr:
    """Total treatment minutes that the date's note states."""
    return pl.col("note_total_minutes").max()


@fact(per=DATE_OF_SERVICE, stands_for="note_timed_minutes")
def note_timed_on_date() -> pl.Expr:
    """Total minutes of the timed codes that the date's note states."""
    return pl.col("note_timed_minutes").max()


@fact(per=DATE_OF_SERVICE)
def is_one_visit() -> pl.Expr:
    """Whether the date is one visit with one note, as far as its lines tell visits apart."""
    is_alike = [
        (pl.col(name).min() == pl.col(name).max()).fill_null(value=True)
        for name in ("note_total_minutes", "note_timed_minutes")
    ]
    return (pl.col("visit_id").n_unique() == 1) & is_alike[0] & is_alike[1]


@fact(on=DATE_OF_SERVICE)
def is_timed_total_short() -> pl.Expr:
    """Whether the note's timed minutes are fewer than those of the 15-minute codes billed.

    More are no contradiction: a service too short for a unit has no line in many files.
    """
    is_untimed = note_timed_on_date.is_null() & (timed_minutes_on_date == 0)
    is_short = note_timed_on_date < timed_minutes_on_date
    return pl.when(is_untimed).then(statement=False).otherwise(is_short)


@fact(on=DATE_OF_SERVICE)
def is_total_short() -> pl.Expr:
    """Whether the note's total lies below its timed minutes or the minutes of the lines.

    Not where its timed minutes are below those of the lines: that is a finding of its own.
    """
    is_below_timed = (note_total_on_date < note_timed_on_date).fill_null(value=False)
    is_short = is_below_timed | (note_total_on_date < least_minutes_on_date)
    return is_short & ~is_timed_total_short.fill_null(value=False)


@fact()
def is_code_in_note() -> pl.Expr:
    """Whether the note documents an intervention of the line's code."""
    return pl.col("note_codes").list.contains(pl.col("hcpcs_code"))


@fact(per=DATE_OF_SERVICE, stands_for="is_note_signed")
def is_unsigned_on_date() -> pl.Expr:
    """Whether a note of the date is not signed."""
    return some_note(~pl.col("is_note_signed"))


@fact(per=DATE_OF_SERVICE, stands_for="has_note_credentials")
def lacks_credentials_on_date() -> pl.Expr:
    """Whether a note of the date lacks the signer's professional identity."""
    return some_note(~pl.col("has_note_credentials"))


@fact(per=DATE_OF_SERVICE, stands_for="note_signers")
def lacks_qualified_signer() -> pl.Expr:
    """Whether nobody who may give or supervise the treatment signed a note of the date."""
    is_signed = note_signers.list.len() > 0
    return some_note(is_signed & ~signed_by(note_signers, QUALIFIED))


@fact(stands_for="hcpcs_code")
def is_one_on_one_code() -> pl.Expr:
    """Whether the code stands for treatment of one patient at a time."""
    kind = code_fact("service_kind").fill_null("")
    return is_timed | (is_known_code & kind.is_in(["speech", "cognitive"]))


@fact(stands_for="hcpcs_code")
def is_group_code() -> pl.Expr:
    """Whether the code stands for treatment of two or more patients together."""
    is_group = (code_fact("service_kind") == "group").fill_null(value=False)
    return pl.when(is_known_code).then(is_group).when(~is_known_code).then(statement=False)


@fact(stands_for="note_signed_on")
def note_completed_on() -> pl.Expr:
    """The day the note was completed: the day of dictation, else that of the signature."""
    return pl.coalesce("note_dictated_on", "note_signed_on")


@fact(stands_for="note_text")
def note_fingerprint() -> pl.Expr:
    """A number that stands for the words of the line's note."""
    words = pl.col("note_text")
    return pl.when(words.is_not_null()).then(words.hash(131))


@fact(per=DATE_OF_SERVICE)
def fingerprint_on_date() -> pl.Expr:
    """A number that stands for the words of the date's note."""
    return note_fingerprint.min()


@fact(on=DATE_OF_SERVICE, stands_for="note_text")
def has_words() -> pl.Expr:
    """Whether the words of the date's note are known."""
    return fingerprint_on_date.is_not_null()


@frame_fact(
    per=DATE_OF_SERVICE,
    reads=(PATIENT_GROUP, "line_discipline", "payer", "fingerprint_on_date", "has_words"),
    produces={"like_note_count": pl.UInt32()},
    only_where="has_words",
    stands_for="note_text",
)
def _alike(dates: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Dates of the patient, discipline and payer whose notes have the same words."""
    same = (PATIENT_GROUP, "line_discipline", "payer", "fingerprint_on_date")
    return dates.select(like_note_count=pl.when("has_words").then(pl.len().over(*same)))


(like_note_count,) = _alike


@fact(stands_for="hcpcs_code")
def is_functional_report() -> pl.Expr:
    """Whether the code is one of the former functional-limitation reports."""
    code = pl.col("hcpcs_code")
    held = policy("medicare.functional_reporting_codes").str.split(" ")
    is_held = held.list.contains(code).fill_null(value=False)
    return pl.when(code.is_not_null()).then(is_held)


@fact(per=DATE_OF_SERVICE)
def has_functional_report_on_date() -> pl.Expr:
    """Whether the date has a functional-limitation report of the discipline."""
    return any_of(is_functional_report)


@fact(per=DATE_OF_SERVICE)
def has_evaluative_code_on_date() -> pl.Expr:
    """Whether the date has an evaluation or re-evaluation of the discipline."""
    return any_of(is_evaluation | is_reevaluation)


@fact(per=CLAIM, stands_for="records_received_on")
def days_to_records() -> pl.Expr:
    """Days from the payer's request to the receipt of the claim's records."""
    asked, received = pl.col("records_requested_on"), pl.col("records_received_on")
    return (received.cast(pl.Int64) - asked.cast(pl.Int64)).max()


@fact(per=CLAIM)
def is_record_request_known() -> pl.Expr:
    """Whether the payer asked for the claim's records, as far as its lines say."""
    return pl.col("records_requested_on").is_not_null().any()
