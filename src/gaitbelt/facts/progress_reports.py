"""Progress-report periods: treatment days since the last report, and who took part."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gaitbelt.facts.codes import is_evaluation
from gaitbelt.facts.notes import (
    CLINICIANS,
    PATIENT_GROUP,
    has_treatment_on_date,
    lacking,
    note_signers,
    signed_by,
    some_note,
)
from gaitbelt.language.arrays import nulls, numbers
from gaitbelt.language.fact import DATE_OF_SERVICE, fact, frame_fact
from gaitbelt.language.words import any_of, policy

REQUIRED_IN_REPORT = {
    "period_from": "the first day of the period",
    "period_through": "the last day of the period",
    "written_on": "the day it was written",
    "objective": "measurements or the change of status",
    "progress_toward_goals": "the progress toward each goal",
    "plan_to_continue": "the plan to continue, re-evaluate or revise",
    "signature": "the signature with professional identity",
}
"""What every report holds, and its name in a sentence."""

JUDGEMENTS = ("progress_toward_goals", "plan_to_continue", "goal_changes")
"""The items of a report that are the clinician's, not an assistant's."""

has_report = pl.col("has_progress_report")
report_signers = pl.col("progress_report_signers")

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@fact(per=DATE_OF_SERVICE, stands_for="has_progress_report")
def has_report_on_date() -> pl.Expr:
    """Whether a progress report was written on the date, or before the next visit."""
    return some_note(has_report)


@fact(per=DATE_OF_SERVICE)
def begins_episode() -> pl.Expr:
    """Whether the date has an evaluation of the discipline, the episode's first day."""
    return any_of(is_evaluation)


@fact(stands_for="progress_report_signers")
def is_report_by_clinician() -> pl.Expr:
    """Whether a therapist, physician or non-physician practitioner signed the report."""
    return signed_by(report_signers, CLINICIANS)


@fact(stands_for="note_signers")
def is_note_by_clinician() -> pl.Expr:
    """Whether a therapist, physician or non-physician practitioner signed the note."""
    return signed_by(note_signers, CLINICIANS)


@fact(per=DATE_OF_SERVICE, stands_for="note_signers")
def has_clinician_on_date() -> pl.Expr:
    """Whether a clinician signed a note of the date, or the report written then."""
    by_report = has_report & is_report_by_clinician
    return some_note(is_note_by_clinician | by_report.fill_null(value=False))


@frame_fact(
    per=DATE_OF_SERVICE,
    reads=(
        PATIENT_GROUP,
        "line_discipline",
        "payer",
        "date_of_service",
        "has_treatment_on_date",
        "begins_episode",
        "has_report_on_date",
        "has_clinician_on_date",
        "progress_report_limit",
    ),
    produces={
        "treatment_days_since_report": pl.Int64(),
        "most_treatment_days_since_report": pl.Int64(),
        "days_past_period": pl.Int64(),
        "most_days_past_period": pl.Int64(),
        "has_clinician_in_period": pl.Boolean(),
    },
)
def _periods(dates: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Treatment days of the report period up to the date, and if a clinician took part."""
    rows, starts = _in_order(dates)
    treated, begins = (
        numbers(rows[name], default=False) for name in ("has_treatment_on_date", "begins_episode")
    )
    reported = numbers(rows["has_report_on_date"], default=False)
    is_unsaid = nulls(rows["has_report_on_date"]) & treated
    least_from = _from(starts | begins, reported | is_unsaid)
    most_from = _from(starts | begins, reported)
    took_part = numbers(rows["has_clinician_on_date"], default=False)
    may_have = took_part | (nulls(rows["has_clinician_on_date"]) & treated)
    is_sure = _counted(took_part, least_from) > 0
    is_open = (_counted(may_have, most_from) > 0) & ~is_sure
    least, most = (_counted(treated, each) for each in (least_from, most_from))
    found = pl.DataFrame(
        {
            "row": rows["row"],
            "treatment_days_since_report": least,
            "most_treatment_days_since_report": most,
            "days_past_period": _past(rows, treated, least, least_from),
            "most_days_past_period": _past(rows, treated, most, most_from),
            "has_clinician_in_period": pl.Series(is_sure).set(pl.Series(is_open), None),
        }
    )
    return found.sort("row").drop("row")


(
    treatment_days_since_report,
    most_treatment_days_since_report,
    days_past_period,
    most_days_past_period,
    has_clinician_in_period,
) = _periods


def _in_order(dates: pl.DataFrame) -> tuple[pl.DataFrame, Flags]:
    """Return the dates by patient, discipline and payer, and where each of these begins."""
    same = (PATIENT_GROUP, "line_discipline", "payer")
    rows = dates.with_row_index("row").sort(*same, "date_of_service", nulls_last=True)
    key = rows.select(pl.struct(*same).rle_id()).to_series().to_numpy()
    starts = np.ones(key.size, dtype=np.bool_)
    np.not_equal(key[1:], key[:-1], out=starts[1:])
    return rows, starts


def _from(begins: Flags, ends: Flags) -> Ints:
    """Return the row on which each row's period begins: a first day, or after a last one."""
    is_first = begins.copy()
    is_first[1:] |= ends[:-1]
    return np.maximum.accumulate(np.where(is_first, np.arange(begins.size), 0))


def _counted(flags: Flags, starts: Ints) -> Ints:
    """Return how many rows are flagged from the start of each row's period through it."""
    so_far = np.cumsum(flags, dtype=np.int64)
    return so_far - so_far[starts] + flags[starts]


def _past(rows: pl.DataFrame, treated: Flags, counts: Ints, starts: Ints) -> Ints:
    """Return the days since the last treatment day that each row's period may have, or 0."""
    dates = numbers(rows["date_of_service"].to_physical(), default=0).astype(np.int64)
    limits = numbers(rows["progress_report_limit"], default=0)
    places = np.arange(counts.size)
    last = np.maximum.accumulate(np.where(treated & (counts <= limits), places, 0))
    is_over = (counts > limits) & (last >= starts)
    return np.where(is_over, dates - dates[last], 0)


@frame_fact(
    per=DATE_OF_SERVICE,
    reads=(PATIENT_GROUP, "line_discipline", "payer", "date_of_service"),
    produces={"next_treatment_on": pl.Date()},
)
def _next(dates: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The patient's next date with the discipline and payer, or none."""
    rows, starts = _in_order(dates)
    is_last = np.append(starts[1:], [True] * bool(starts.size))
    following = rows["date_of_service"].shift(-1)
    after = following.zip_with(~pl.Series(is_last), pl.Series([None], dtype=pl.Date))
    return rows.select("row", next_treatment_on=after).sort("row").drop("row")


(next_treatment_on,) = _next


@fact(on=DATE_OF_SERVICE)
def progress_report_limit() -> pl.Expr:
    """The most treatment days that the payer lets pass with one progress report."""
    return policy("progress_report_treatment_days")


@fact(on=DATE_OF_SERVICE)
def progress_report_delay() -> pl.Expr:
    """The days after its period in which a delayed progress report is still written."""
    return policy("progress_report_delay_days")


@fact(on=DATE_OF_SERVICE, stands_for="has_progress_report")
def is_report_overdue() -> pl.Expr:
    """Whether the period is over without a report, and the days for a delayed one too."""
    is_late = days_past_period > progress_report_delay
    is_surely_in_time = most_days_past_period <= progress_report_delay
    return pl.when(is_late | is_surely_in_time).then(is_late)


@fact(per=DATE_OF_SERVICE, stands_for="progress_report_signers")
def lacks_clinician_report() -> pl.Expr:
    """Whether a report written on the date is signed, and by no clinician."""
    is_signed = report_signers.list.len() > 0
    return some_note(has_report & is_signed & ~is_report_by_clinician)


@fact(stands_for="progress_report_contents")
def report_lacks() -> pl.Expr:
    """What the report of the line's visit lacks, in words; empty without a report."""
    held = lacking(pl.col("progress_report_contents"), REQUIRED_IN_REPORT)
    return pl.when(has_report).then(held).when(~has_report).then(pl.lit(""))


@fact(per=DATE_OF_SERVICE)
def lacking_report_contents() -> pl.Expr:
    """What a report written on the date lacks, in words; empty where it lacks nothing."""
    return report_lacks.max()


@fact(per=DATE_OF_SERVICE, stands_for="progress_report_assistant_contents")
def is_judged_by_assistant() -> pl.Expr:
    """Whether an assistant wrote a judgement into a report written on the date.

    Where it is blank and no assistant is among the signers, none wrote in the report.
    """
    written = pl.col("progress_report_assistant_contents")
    is_judgement = pl.any_horizontal([written.list.contains(item) for item in JUDGEMENTS])
    has_none = written.is_null() & ~report_signers.list.contains("assistant")
    is_known = pl.when(has_none.fill_null(value=False)).then(statement=False)
    return some_note(has_report & is_known.otherwise(is_judgement))


@fact(per=DATE_OF_SERVICE, stands_for="discharged_on")
def discharge_on_date() -> pl.Expr:
    """The day of discharge that the date's lines state; the latest where they differ."""
    return pl.col("discharged_on").max()


@fact(per=DATE_OF_SERVICE, stands_for="has_discharge_note")
def lacks_discharge_note() -> pl.Expr:
    """Whether the record holds no discharge note, as the date's lines say."""
    return some_note(~pl.col("has_discharge_note"))


@fact(on=DATE_OF_SERVICE, stands_for="discharged_on")
def is_last_before_discharge() -> pl.Expr:
    """Whether the date is the last of the lines on or before the day of discharge."""
    is_before = pl.col("date_of_service") <= discharge_on_date
    has_later = (next_treatment_on <= discharge_on_date).fill_null(value=False)
    return is_before.fill_null(value=False) & ~has_later


@fact(on=DATE_OF_SERVICE)
def is_period_over() -> pl.Expr:
    """Whether the date is the last treatment day that the report period may have."""
    return has_treatment_on_date & (treatment_days_since_report == progress_report_limit)
