"""What reading a transaction set gives: its tables, and what could not be read."""

from dataclasses import dataclass, field

import polars as pl

from gaitbelt.tables.problem import no_problems


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything one file gave of one transaction set, or one part of it.

    ``kind`` names the guide: 837P, 835 and others. ``tables`` have the guide's columns and
    those of ``tables.x12_origin``, rows in file order; each is also an attribute by its name.
    ``segment_count`` counts the segments seen, read or not. ``open_transaction_row`` is the
    ``transaction_row`` of a transaction that the file ends within.
    """

    kind: str
    tables: dict[str, pl.DataFrame]
    problems: pl.DataFrame = field(default_factory=no_problems)
    segment_count: int = 0
    open_transaction_row: int | None = None

    def __getattr__(self, name: str) -> pl.DataFrame:
        """Return a table by its name."""
        if name != "tables" and name in self.tables:
            return self.tables[name]
        raise AttributeError(name)

    @property
    def is_readable(self) -> bool:
        """Whether anything of the file could be read."""
        return not (self.problems["level"] == "file").any()


def together(parts: list[Reading]) -> Reading:
    """Return several parts of one file as one, in order; there must be one at least."""
    rows = [part.open_transaction_row for part in parts if part.open_transaction_row is not None]
    first = parts[0]
    return Reading(
        kind=first.kind,
        tables={name: pl.concat([part.tables[name] for part in parts]) for name in first.tables},
        problems=pl.concat([part.problems for part in parts]),
        segment_count=sum(part.segment_count for part in parts),
        open_transaction_row=rows[-1] if rows else None,
    )
