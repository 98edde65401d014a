"""Which segment of a remittance belongs to which payment, claim and line: places only."""

from dataclasses import dataclass

import numpy as np

from gaitbelt.edges.x12.chunks import Outline
from gaitbelt.edges.x12.envelope import Guide
from gaitbelt.edges.x12.located import Origins, origins, zones
from gaitbelt.edges.x12.loops import ENVELOPE_IDS
from gaitbelt.edges.x12.segments import Marks, Places, Segments, code

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

GROUPS = ("CO", "PR", "OA", "PI", "CR")
"""Adjustment groups; CR is of older payers."""

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

    ``claim_of_line`` is an index into ``claims``. ``header_of``, ``claim_of`` and ``line_of``
    tell for each segment the transaction in whose opening, the claim in whose own part and
    the line in which it stands, or -1. ``orphan_lines`` stand outside any claim.
    """

    origins: Origins
    transactions: Places
    claims: Places
    lines: Places
    claim_of_line: Places
    orphan_lines: Places
    header_of: Places
    claim_of: Places
    line_of: Places

    def in_header(self, places: Places) -> Places:
        """Return the transaction in whose opening each place stands, or -1."""
        return self.header_of[places]

    def in_claim(self, places: Places) -> Places:
        """Return the claim, outside its lines, that each place stands in, or -1."""
        return self.claim_of[places]

    def in_line(self, places: Places) -> Places:
        """Return the line that each place stands in, or -1."""
        return self.line_of[places]


def remittance_places(segments: Segments) -> RemittancePlaces:
    """Return the places of a chunk's payments, claims and lines."""
    is_bound = segments.are(*_CLAIM_BOUNDS)
    is_claim, is_line, is_start = segments.are("CLP"), segments.are("SVC"), segments.are("ST")
    lines = np.flatnonzero(is_line)
    claim_of_line = zones(is_bound, is_claim)[lines]
    is_orphan = claim_of_line < 0
    is_line[lines[is_orphan]] = False
    is_part = is_bound | segments.are("SVC")
    return RemittancePlaces(
        origins=origins(segments),
        transactions=np.flatnonzero(is_start),
        claims=np.flatnonzero(is_claim),
        lines=lines[~is_orphan],
        claim_of_line=claim_of_line[~is_orphan],
        orphan_lines=lines[is_orphan & (lines >= segments.carried)],
        header_of=zones(is_part, is_start),
        claim_of=zones(is_part, is_claim),
        line_of=zones(is_part, is_line),
    )


_SLOTS = 1 << 16


def _slot(ids: Places) -> Places:
    return (ids ^ (ids >> 5)) & (_SLOTS - 1)


def _known_slots() -> Places:
    slots = np.full(_SLOTS, -1, dtype=np.int64)
    codes = np.array([code(name) for name in KNOWN], dtype=np.int64)
    slots[_slot(codes)] = codes
    return slots


_KNOWN_SLOTS = _known_slots()
"""The known ids, each at its own slot, so that one look tells whether an id is known."""


def are_known(segments: Segments) -> Marks:
    """Return, for each segment, whether a remittance may have it."""
    known: Marks = _KNOWN_SLOTS[_slot(segments.ids)] == segments.ids
    return known
