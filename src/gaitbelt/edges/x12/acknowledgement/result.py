"""What reading an acknowledgement gives: its four tables, and what could not be read."""

from dataclasses import dataclass, field

import polars as pl

from gaitbelt.tables.acknowledgement import (
    GROUP_ACKNOWLEDGEMENT,
    INTERCHANGE_ACKNOWLEDGEMENT,
    REPORTED_ERROR,
    TRANSACTION_ACKNOWLEDGEMENT,
)
from gaitbelt.tables.problem import no_problems

SHAPES = {
    "interchanges": INTERCHANGE_ACKNOWLEDGEMENT,
    "groups": GROUP_ACKNOWLEDGEMENT,
    "transactions": TRANSACTION_ACKNOWLEDGEMENT,
    "errors": REPORTED_ERROR,
}


def _empty(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=SHAPES[name])


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Everything one file of 999 and TA1 gave, or one part of it.

    The tables have the shapes of ``tables.acknowledgement``, rows in file order.
    ``segment_count`` counts the segments seen, read or not.
    """

    interchanges: pl.DataFrame = field(default_factory=lambda: _empty("interchanges"))
    groups: pl.DataFrame = field(default_factory=lambda: _empty("groups"))
    transactions: pl.DataFrame = field(default_factory=lambda: _empty("transactions"))
    errors: pl.DataFrame = field(default_factory=lambda: _empty("errors"))
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
