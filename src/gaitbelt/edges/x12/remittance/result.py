"""What reading a remittance gives: its five tables, and what could not be read."""

from dataclasses import dataclass, field

import polars as pl

from gaitbelt.tables.adjustment import ADJUSTMENT, PROVIDER_ADJUSTMENT
from gaitbelt.tables.problem import no_problems
from gaitbelt.tables.remittance import PAYMENT, REMITTANCE_CLAIM, REMITTANCE_LINE

SHAPES = {
    "payments": PAYMENT,
    "claims": REMITTANCE_CLAIM,
    "lines": REMITTANCE_LINE,
    "adjustments": ADJUSTMENT,
    "provider_adjustments": PROVIDER_ADJUSTMENT,
}


def _empty(name: str) -> pl.DataFrame:
    return pl.DataFrame(schema=SHAPES[name])


@dataclass(frozen=True, slots=True)
class Remittance:
    """Everything one 835 file gave, or one part of it.

    The tables have the shapes of ``tables.remittance`` and ``tables.adjustment``; rows are
    in file order. ``segment_count`` counts the segments seen, read or not.
    ``open_transaction_row`` is the ``transaction_row`` of a transaction that the file ends
    within: its claims are fewer than were sent.
    """

    payments: pl.DataFrame = field(default_factory=lambda: _empty("payments"))
    claims: pl.DataFrame = field(default_factory=lambda: _empty("claims"))
    lines: pl.DataFrame = field(default_factory=lambda: _empty("lines"))
    adjustments: pl.DataFrame = field(default_factory=lambda: _empty("adjustments"))
    provider_adjustments: pl.DataFrame = field(
        default_factory=lambda: _empty("provider_adjustments")
    )
    problems: pl.DataFrame = field(default_factory=no_problems)
    segment_count: int = 0
    open_transaction_row: int | None = None

    @property
    def is_readable(self) -> bool:
        """Whether anything of the file could be read."""
        return not (self.problems["level"] == "file").any()

    @property
    def tables(self) -> dict[str, pl.DataFrame]:
        """The five tables by name, the problems left out."""
        return {name: getattr(self, name) for name in SHAPES}


def together(parts: list[Remittance]) -> Remittance:
    """Return several parts of one file as one, in order."""
    if not parts:
        return Remittance()
    rows = [part.open_transaction_row for part in parts if part.open_transaction_row is not None]
    tables = {name: pl.concat([part.tables[name] for part in parts]) for name in SHAPES}
    return Remittance(
        payments=tables["payments"],
        claims=tables["claims"],
        lines=tables["lines"],
        adjustments=tables["adjustments"],
        provider_adjustments=tables["provider_adjustments"],
        problems=pl.concat([part.problems for part in parts]),
        segment_count=sum(part.segment_count for part in parts),
        open_transaction_row=rows[-1] if rows else None,
    )
