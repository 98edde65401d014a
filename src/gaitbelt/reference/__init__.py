"""Published tables too long for YAML, each with its provenance beside it."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Diagnoses:
    """ICD-10-CM by date, as ``tables.diagnosis`` says of each frame.

    ``periods``: DIAGNOSIS_PERIOD; ``notes``: DIAGNOSIS_NOTE; ``symptoms``: SYMPTOM;
    ``releases``: DIAGNOSIS_RELEASE, in order of date.
    """

    periods: pl.DataFrame
    notes: pl.DataFrame
    symptoms: pl.DataFrame
    releases: pl.DataFrame


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The tables an evaluation needs.

    ``code_periods`` has the columns of ``tables.code_period.CODE_PERIOD`` and
    ``ptp_edits`` those of ``PTP_EDIT``; ``digest`` covers all tables.
    """

    code_periods: pl.DataFrame
    ptp_edits: pl.DataFrame
    diagnoses: Diagnoses
    digest: str
