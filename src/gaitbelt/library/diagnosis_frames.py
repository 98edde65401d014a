"""ICD-10-CM as the frames an evaluation needs."""

from datetime import date
from functools import cache

import polars as pl

from gaitbelt.library.shipped import REFERENCE
from gaitbelt.reference import Diagnoses
from gaitbelt.tables.diagnosis import (
    DIAGNOSIS_NOTE,
    DIAGNOSIS_PERIOD,
    DIAGNOSIS_RELEASE,
    SYMPTOM,
)

_STEM_LENGTH = 6
_LAST = pl.lit(date.max)
_FIRST = pl.lit(date.min)


@cache
def load_diagnoses() -> Diagnoses:
    """Return the shipped ICD-10-CM tables as frames."""
    return Diagnoses(_periods(), _notes(), _symptoms(), _releases())


def _read(name: str) -> pl.DataFrame:
    return pl.read_csv(REFERENCE / "diagnoses" / f"{name}.csv", infer_schema=False)


def _plain(column: str) -> pl.Expr:
    """Return a code without its dot."""
    return pl.col(column).str.replace(".", "", literal=True)


def _periods() -> pl.DataFrame:
    code = _plain("code")
    is_stem = pl.col("level") == "stem"
    made = _read("codes").select(
        pl.when(is_stem).then(code.str.pad_end(_STEM_LENGTH, "X")).otherwise(code).alias("code"),
        pl.col("effective_from").str.to_date().alias("period_from"),
        pl.col("effective_through").str.to_date().fill_null(_LAST).alias("period_through"),
        "level",
        "seventh_characters",
        "side",
        (pl.col("is_manifestation") == "yes").fill_null(value=False).alias("is_manifestation"),
    )
    return made.with_columns(_kind()).cast(DIAGNOSIS_PERIOD).rechunk()  # type: ignore[arg-type]


def _kind() -> pl.Expr:
    """Return what the guidelines call a code, by the longest category that they name."""
    kinds = _read("kinds").select(_plain("code").alias("code"), "kind").rows()
    names = dict(kinds)
    by_length = sorted({len(code) for code in names}, reverse=True)
    told = [
        pl.col("code").str.slice(0, length).replace_strict(names, default=None)
        for length in by_length
    ]
    return pl.coalesce(told).fill_null("condition").alias("kind")


def _notes() -> pl.DataFrame:
    dates = {"not_before": _FIRST, "established_from": _FIRST,
             "established_through": _LAST, "not_after": _LAST}  # fmt: skip
    made = _read("excludes").select(
        _plain("code").alias("code"),
        _plain("excluded_code").alias("excluded_code"),
        *(pl.col(name).str.to_date().fill_null(end).alias(name) for name, end in dates.items()),
    )
    return made.with_row_index("note").cast(DIAGNOSIS_NOTE)  # type: ignore[arg-type]


def _symptoms() -> pl.DataFrame:
    return _read("symptoms").select(_plain(name).alias(name) for name in SYMPTOM)


def _releases() -> pl.DataFrame:
    made = _read("releases").select(
        pl.col("effective_from").str.to_date().alias("period_from"),
        (pl.col("is_whole") == "yes").alias("is_whole"),
    )
    return made.cast(DIAGNOSIS_RELEASE).sort("period_from")  # type: ignore[arg-type]
