"""What reading a 277CA gives: its four tables, and what could not be read."""

from dataclasses import dataclass, field

import polars as pl

from gaitbelt.tables.acknowledgement import (
    ACKNOWLEDGED_BATCH,
    ACKNOWLEDGED_CLAIM,
    ACKNOWLEDGED_LINE,
    CLAIM_STATUS,
)
from gaitbelt.tables.problem import no_problems

SHAPES = {
    "batches": ACKNOWLEDGED_BATCH,
    "claims": ACKNOWLEDGED_CLAIM,
    "lines": ACKNOWLEDGED_LINE,
    "statuses": CLAIM_STATUS,
}


def _empty(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=SHAPES[name])


@dataclass(frozen=True, slots=True)
class ClaimStatuses:
    """Everything one 277CA file gave, or one part of it.

    The tables have the shapes of ``tables.acknowledgement``, rows in file order.
    ``segment_count`` counts the segments seen, read or not.
    """

    batches: pl.DataFrame = field(default_factory=lambda: _empty("batches"))
    claims: pl.DataFrame = field(default_factory=lambda: _empty("claims"))
    lines: pl.DataFrame = field(default_factory=lambda: _empty("lines"))
    statuses: pl.DataFrame = field(default_factory=lambda: _empty("statuses"))
    problems: pl.DataFrame = field(default_factory=no_problems)
    segment_count: int = 0

    @property
    def is_readable(self) -> bool:
        """Whether anything of the file could be read."""
        return not (self.problems["level"] == "file").any()

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The four tables by name, the problems left out."""
        return {name: getattr(self, name) for name in SHAPES}
