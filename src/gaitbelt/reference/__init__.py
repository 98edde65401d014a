"""Published tables too long for YAML, each with its provenance beside it."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """The tables an evaluation needs.

    ``code_periods`` has the columns of ``tables.code_period.CODE_PERIOD`` and
    ``ptp_edits`` those of ``PTP_EDIT``; ``digest`` covers both.
    """

    code_periods: pl.DataFrame
    ptp_edits: pl.DataFrame
    digest: str
