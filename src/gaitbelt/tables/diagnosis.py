"""What the diagnoses of a line are."""

import polars as pl

from gaitbelt.tables.column import WORDS, Column

DIAGNOSIS: dict[str, Column] = {
    "diagnosis_codes": Column(WORDS, "ICD-10-CM codes of the claim, in their order"),
    "diagnosis_pointers": Column(pl.List(pl.Int64()), "which of them the line is for: 1 2, or A B"),
}

DIAGNOSIS_PERIOD: dict[str, pl.DataType] = {
    "code": pl.String(),
    "period_from": pl.Date(),
    "period_through": pl.Date(),
    "level": pl.String(),
    "seventh_characters": pl.String(),
    "side": pl.String(),
    "is_manifestation": pl.Boolean(),
    "kind": pl.String(),
}
"""One row per code, without its dot, and stretch of dates.

``level``: code (complete), header (needs more characters) or stem (six characters, X in
the empty places, that one of ``seventh_characters`` completes). ``side``: right, left,
bilateral, unspecified (where sided codes stand beside it) or empty.
"""

DIAGNOSIS_NOTE: dict[str, pl.DataType] = {
    "note": pl.UInt32(),
    "code": pl.String(),
    "excluded_code": pl.String(),
    "not_before": pl.Date(),
    "established_from": pl.Date(),
    "established_through": pl.Date(),
    "not_after": pl.Date(),
}
"""One row per Excludes1 note and code it names, without dots; both stand for all below them.

It holds from ``established_from`` through ``established_through``; before and after that,
down to ``not_before`` and up to ``not_after``, no tabular list held tells.
"""

SYMPTOM: dict[str, pl.DataType] = {"symptom_code": pl.String(), "definitive_code": pl.String()}
"""One row per symptom and condition that brings it with it; both stand for all below them."""

DIAGNOSIS_RELEASE: dict[str, pl.DataType] = {
    "period_from": pl.Date(),
    "is_whole": pl.Boolean(),
}
"""One row per release of ICD-10-CM, by date; whether every code of it is held."""
