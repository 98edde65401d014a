"""What validation found: where it is, what is amiss, and what to do, as problems."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from gaitbelt.edges.x12.guide.model import TransactionGuide
from gaitbelt.edges.x12.problems import with_commas
from gaitbelt.edges.x12.text import Places, Text
from gaitbelt.edges.x12.values import strings
from gaitbelt.edges.x12.walk import Loops
from gaitbelt.tables.problem import PROBLEM


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault in one place of the guide: code, words and cure.

    ``label`` is the segment with its qualifier, ``element`` the element, both as messages
    name them.
    """

    code: str
    loop: str
    segment: str
    label: str
    element: str
    cure: str


@dataclass(slots=True)
class Findings:
    """Faults of a block, gathered, with the claims they stand in."""

    loops: Loops
    told: list[pl.DataFrame] = field(default_factory=list)
    claims: tuple[str, pl.Series] | None = None

    @property
    def text(self) -> Text:
        """The block's segments."""
        return self.loops.text

    def add(
        self, fault: Fault, places: Places, said: pl.Expr, raw: pl.Series | None = None
    ) -> None:
        """Tell a fault at each of the places; ``said`` may show the column raw."""
        if not len(places):
            return
        text, kind = self.text, self.loops.guide.kind
        rows = pl.DataFrame(
            {
                "row": pl.Series(text.numbers[places], dtype=pl.Int64),
                "byte_offset": pl.Series(text.offsets[places], dtype=pl.Int64),
                "claim_id": self._claim(places),
            }
        )
        if raw is not None:
            rows = rows.with_columns(raw=raw)
        loop = "" if fault.loop == "HEADER" else f" loop {fault.loop}"
        named = pl.coalesce(pl.format("claim {}: ", pl.col("claim_id")), pl.lit(""))
        where = pl.format(
            f" ({kind}{loop}, {fault.label}{fault.element}, byte {{}}).",
            with_commas(pl.col("byte_offset")),
        )
        problems = rows.select(
            file=pl.lit(None, pl.String),
            row="row",
            segment=pl.lit(fault.segment),
            element=pl.lit(fault.segment + fault.element if fault.element else None, pl.String),
            byte_offset="byte_offset",
            claim_id="claim_id",
            line_number=pl.lit(None, pl.Int64),
            level=pl.lit("note"),
            problem_code=pl.lit(fault.code),
            message=pl.concat_str(named, said, where),
            fix=pl.lit(fault.cure),
        )
        self.told.append(problems.cast(PROBLEM))  # type: ignore[arg-type]  # as elsewhere

    def _claim(self, places: Places) -> pl.Series:
        if self.claims is None:
            self.claims = _claims(self.loops)
        loop, names = self.claims
        if not loop or not len(names):
            return pl.Series([None] * len(places), dtype=pl.String)
        index = self.loops.inside(loop, places)
        blank = pl.Series([None], dtype=pl.String)
        return names.gather(np.maximum(index, 0)).zip_with(pl.Series(index >= 0), blank)


def _claims(loops: Loops) -> tuple[str, pl.Series]:
    """Return the loop of a guide's claims, and each claim's number."""
    place = claim_place(loops.guide)
    if place is None:
        return "", pl.Series([], dtype=pl.String)
    loop, position = place
    return loop, strings(loops.text, loops.text.element(loops.starts(loop), position))


def claim_place(guide: TransactionGuide) -> tuple[str, int] | None:
    """Return the loop of a guide's claims, and which element of its first segment names them."""
    for table in guide.tables.values():
        for column in table.columns:
            source = column.sources[0] if column.sources else None
            if source is None or source.loop or table.segment or column.name != table.claim:
                continue
            if guide.loops[table.loops[0]].starter.id == source.segment:
                return table.loops[0], source.position
    return None
