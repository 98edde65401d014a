"""The problem: input that could not be read, where it is and what to do about it."""

from functools import cache

import polars as pl

PROBLEM: dict[str, pl.DataType] = {
    "file": pl.String(),
    "row": pl.Int64(),
    "segment": pl.String(),
    "element": pl.String(),
    "byte_offset": pl.Int64(),
    "claim_id": pl.String(),
    "line_number": pl.Int64(),
    "level": pl.String(),
    "problem_code": pl.String(),
    "message": pl.String(),
    "fix": pl.String(),
}
"""One row per thing that could not be read.

``level`` is ``file`` (nothing was read), ``claim``, ``row`` (that claim or row was left
out), ``value`` (the value was left empty, the row is judged) or ``note`` (nothing lost).
``row`` counts data rows from 1 in a table and segments from 1 in an X12 file.
"""


@cache
def no_problems() -> pl.DataFrame:
    """Return an empty problem table."""
    return pl.DataFrame(schema=PROBLEM)
