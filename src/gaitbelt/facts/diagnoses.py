"""What the diagnosis codes of a line and of a date are, by ICD-10-CM on the date."""

import polars as pl

from gaitbelt.language.fact import DATE_OF_SERVICE, fact, frame_fact
from gaitbelt.methods.diagnoses import diagnosis_answers
from gaitbelt.methods.diagnosis_lists import ANSWERS
from gaitbelt.reference import Reference

CODES = "diagnosis_codes"
POINTERS = "diagnosis_pointers"
DAY = "date_of_service"
CODE_SET = "ICD-10-CM release of the date"
TABULAR = "ICD-10-CM Tabular List of the date"


@frame_fact(reads=(CODES, DAY), produces=ANSWERS)
def _diagnoses(lines: pl.DataFrame, reference: Reference) -> pl.DataFrame:
    """What ICD-10-CM says of the line's diagnosis codes, in words; empty where nothing."""
    return diagnosis_answers(lines, reference.diagnoses)


@frame_fact(
    reads=(POINTERS,), produces={"lowest_pointer": pl.Int64(), "highest_pointer": pl.Int64()}
)
def _pointers(lines: pl.DataFrame, _: Reference) -> pl.DataFrame:
    """The lowest and the highest of the line's diagnosis pointers."""
    held = pl.col(POINTERS).list
    return lines.select(lowest_pointer=held.min(), highest_pointer=held.max())


def _held(answer: str) -> pl.Expr:
    """Return whether a list and a date have their answer; null where the tables have none."""
    is_unasked = pl.any_horizontal(pl.col(CODES).is_null(), pl.col(DAY).is_null())
    return pl.when(is_unasked | pl.col(answer).is_not_null()).then(statement=True)


@fact(stands_for=CODE_SET)
def is_code_set_held() -> pl.Expr:
    """Whether the release in force on the date settles every code; empty where not."""
    return _held("absent_diagnoses")


@fact(stands_for=TABULAR)
def is_tabular_held() -> pl.Expr:
    """Whether the Tabular Lists read settle the Excludes1 notes; empty where not."""
    return _held("exclusive_diagnoses")


@fact()
def diagnoses_not_in_force() -> pl.Expr:
    """The line's codes that are not in ICD-10-CM on the date, in words."""
    absent = pl.col("absent_diagnoses")
    return pl.when(absent.is_not_null() | is_code_set_held).then(absent)


@fact()
def diagnoses_kept_apart() -> pl.Expr:
    """The line's pairs of codes that an Excludes1 note keeps apart, in words."""
    pairs = pl.col("exclusive_diagnoses")
    return pl.when(pairs.is_not_null() | is_tabular_held).then(pairs)


def _on_date(words: pl.Expr) -> pl.Expr:
    """Return the words of a date's lines, empty where no line has any."""
    most = words.max()
    is_open = words.is_null().any() & (most == "")
    return pl.when(is_open).then(pl.lit(None, dtype=pl.String)).otherwise(most)


@fact(per=DATE_OF_SERVICE)
def absent_on_date() -> pl.Expr:
    """The date's codes that are not in ICD-10-CM on it, in words."""
    return _on_date(diagnoses_not_in_force)


@fact(per=DATE_OF_SERVICE)
def headers_on_date() -> pl.Expr:
    """The date's codes that need more characters, in words."""
    return _on_date(pl.col("header_diagnoses"))


@fact(per=DATE_OF_SERVICE)
def bare_on_date() -> pl.Expr:
    """The date's codes without one of their own seventh characters."""
    return _on_date(pl.col("bare_diagnoses"))


@fact(per=DATE_OF_SERVICE)
def sideless_on_date() -> pl.Expr:
    """The date's codes that leave the side open where right and left have codes."""
    return _on_date(pl.col("sideless_diagnoses"))


@fact(per=DATE_OF_SERVICE)
def active_phase_on_date() -> pl.Expr:
    """The date's injury codes whose seventh character is of active care."""
    return _on_date(pl.col("active_phase_diagnoses"))


@fact(per=DATE_OF_SERVICE)
def external_cause_first_on_date() -> pl.Expr:
    """The external cause that stands first among the date's codes."""
    return _on_date(pl.col("external_cause_first"))


@fact(per=DATE_OF_SERVICE)
def manifestation_first_on_date() -> pl.Expr:
    """The manifestation that stands first among the date's codes."""
    return _on_date(pl.col("manifestation_first"))


@fact(per=DATE_OF_SERVICE)
def sequela_first_on_date() -> pl.Expr:
    """The injury of a sequela that stands first among the date's codes."""
    return _on_date(pl.col("sequela_first"))


@fact(per=DATE_OF_SERVICE)
def aftercare_with_injury_on_date() -> pl.Expr:
    """The date's aftercare codes beside injuries in later care, in words."""
    return _on_date(pl.col("aftercare_beside_injury"))


@fact(per=DATE_OF_SERVICE)
def kept_apart_on_date() -> pl.Expr:
    """The date's pairs of codes that an Excludes1 note keeps apart, in words."""
    return _on_date(diagnoses_kept_apart)


@fact(per=DATE_OF_SERVICE)
def repeated_on_date() -> pl.Expr:
    """The codes that one list of the date has more than once."""
    return _on_date(pl.col("repeated_diagnoses"))


@fact(per=DATE_OF_SERVICE)
def symptom_before_cause_on_date() -> pl.Expr:
    """The date's symptoms that stand before the condition that brings them, in words."""
    return _on_date(pl.col("symptom_before_cause"))


@fact(per=DATE_OF_SERVICE)
def aftercare_alone_on_date() -> pl.Expr:
    """The general aftercare code that the date's lines have alone."""
    return _on_date(pl.col("aftercare_alone"))


@fact(per=DATE_OF_SERVICE)
def status_alone_on_date() -> pl.Expr:
    """The date's codes where all of them are of status or history."""
    return _on_date(pl.col("status_alone"))


@fact()
def listed_diagnosis_count() -> pl.Expr:
    """How many diagnosis codes the line's claim has."""
    return pl.col(CODES).list.len().cast(pl.Int64)


@fact(per=DATE_OF_SERVICE)
def fewest_diagnoses_on_date() -> pl.Expr:
    """How many diagnosis codes the date's line with the fewest has."""
    fewest = listed_diagnosis_count.min()
    is_open = listed_diagnosis_count.is_null().any() & (fewest > 0)
    return pl.when(is_open).then(pl.lit(None, dtype=pl.Int64)).otherwise(fewest)


@fact()
def has_no_pointer() -> pl.Expr:
    """Whether the line has diagnoses but points to none of them."""
    return (listed_diagnosis_count > 0) & (pl.col(POINTERS).list.len() == 0)


@fact()
def is_pointing_beyond() -> pl.Expr:
    """Whether the line points to a place where the claim has no diagnosis."""
    is_pointing = pl.col(POINTERS).list.len() > 0
    beyond = (pl.col("highest_pointer") > listed_diagnosis_count) | (pl.col("lowest_pointer") < 1)
    return is_pointing & beyond
