"""Which segment of a remittance belongs to which payment, claim and line: places only."""

from dataclasses import dataclass

import numpy as np

from gaitbelt.edges.x12.chunks import Outline
from gaitbelt.edges.x12.envelope import Guide
from gaitbelt.edges.x12.located import Origins, origins, owner_of
from gaitbelt.edges.x12.loops import ENVELOPE_IDS
from gaitbelt.edges.x12.segments import Places, Segments, code

REMITTANCE = Guide(
    kind="835",
    versions=("005010X221",),
    noun="remittances",
    short="835",
    problem_code="not-remittances",
    save_as="Fetch the payer's remittance (835, version 005010X221A1) and read that file.",
    fix_refused="Ask the payer for version 005010X221A1 and read that",
    fix_not_x12="Name an 835 file.",
    is_alone=True,
)

_CLAIM_BOUNDS = (*ENVELOPE_IDS, "LX", "CLP", "PLB")
KNOWN = (
    *("ISA", "GS", "ST", "SE", "GE", "IEA", "TA1", "BPR", "NTE", "TRN", "CUR", "REF", "DTM"),
    *("N1", "N2", "N3", "N4", "PER", "RDM", "LX", "TS3", "TS2", "CLP", "CAS", "NM1", "MIA"),
    *("MOA", "AMT", "QTY", "SVC", "LQ", "PLB"),
)


def _open_loops(seen: Segments) -> list[Places]:
    """Return the transaction's opening segments, up to its first claim."""
    starts = seen.where("ST")
    if not len(starts):
        return []
    start = int(starts[-1])
    claims = seen.where("LX", "CLP")
    claims = claims[claims > start]
    end = int(claims[0]) if len(claims) else len(seen)
    return [np.arange(start, end, dtype=np.int64)]


OUTLINE = Outline(
    cut_before=("CLP",),
    open_loops=_open_loops,
    qualified=("NM1", "DTM", "REF", "AMT", "N1", "LQ"),
)
"""A remittance: claims under a payment."""


@dataclass(frozen=True, slots=True)
class RemittancePlaces:
    """Where payments, claims and lines begin in a chunk, and what each stands under.

    ``claim_of_line`` is an index into ``claims``; ``claim_bounds`` and ``line_bounds`` are
    the places where a claim or a line ends. ``orphan_lines`` stand outside any claim.
    """

    origins: Origins
    transactions: Places
    claims: Places
    lines: Places
    claim_of_line: Places
    orphan_lines: Places
    claim_bounds: Places
    line_bounds: Places

    def in_header(self, places: Places) -> Places:
        """Return the transaction in whose opening each place stands, or -1."""
        return owner_of(places, self.transactions, self.claim_bounds)

    def in_claim(self, places: Places) -> Places:
        """Return the claim, outside its lines, that each place stands in, or -1."""
        return owner_of(places, self.claims, self.line_bounds)

    def in_line(self, places: Places) -> Places:
        """Return the line that each place stands in, or -1."""
        return owner_of(places, self.lines, self.line_bounds)


def remittance_places(segments: Segments) -> RemittancePlaces:
    """Return the places of a chunk's payments, claims and lines."""
    is_bound = segments.are(*_CLAIM_BOUNDS)
    is_line = segments.ids == code("SVC")
    claim_bounds = np.flatnonzero(is_bound)
    claims = segments.where("CLP")
    lines = np.flatnonzero(is_line)
    claim_of_line = owner_of(lines, claims, claim_bounds)
    return RemittancePlaces(
        origins=origins(segments),
        transactions=segments.where("ST"),
        claims=claims,
        lines=lines[claim_of_line >= 0],
        claim_of_line=claim_of_line[claim_of_line >= 0],
        orphan_lines=lines[(claim_of_line < 0) & (lines >= segments.carried)],
        claim_bounds=claim_bounds,
        line_bounds=np.flatnonzero(is_bound | is_line),
    )
