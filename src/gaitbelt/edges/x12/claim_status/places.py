"""Which segment of a 277CA belongs to which receiver, provider, claim and line."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gaitbelt.edges.x12.chunks import Outline, hierarchy_loops, levels_of
from gaitbelt.edges.x12.envelope import Guide
from gaitbelt.edges.x12.located import Origins, origins, owner_of
from gaitbelt.edges.x12.loops import ENVELOPE_IDS
from gaitbelt.edges.x12.segments import Marks, Places, Segments

CLAIM_STATUS = Guide(
    kind="277",
    versions=("005010X214",),
    noun="claim acknowledgments",
    short="277CA",
    problem_code="not-claim-acknowledgments",
    save_as="Fetch the receiver's 277CA (version 005010X214) and read that file.",
    fix_refused="Ask the receiver for a claim acknowledgment, version 005010X214, and read that",
    fix_not_x12="Name a 277CA file.",
)

SOURCE, RECEIVER, PROVIDER = 20, 21, 19
LEVELS = {SOURCE: "source", RECEIVER: "receiver", PROVIDER: "provider"}


def _open_loops(seen: Segments) -> list[Places]:
    return hierarchy_loops(seen, (SOURCE, RECEIVER, PROVIDER))


OUTLINE = Outline(
    cut_before=("HL",),
    open_loops=_open_loops,
    qualified=("NM1", "DTP", "REF", "QTY", "AMT", "TRN"),
)
"""A claim acknowledgment: claims under a provider, a receiver and a source."""


@dataclass(frozen=True, slots=True)
class StatusPlaces:
    """Where loops and lines begin in a chunk; ``levels`` has 0 for a patient's loop.

    ``of_line`` is the loop that a line stands in. ``is_own`` marks loops that begin in this
    chunk, not carried from an earlier one.
    """

    origins: Origins
    loops: Places
    levels: npt.NDArray[np.int64]
    is_own: Marks
    lines: Places
    of_line: Places
    loop_bounds: Places
    line_bounds: Places

    def in_loop(self, places: Places) -> Places:
        """Return the loop, outside its lines, that each place stands in, or -1."""
        return owner_of(places, self.loops, self.line_bounds)

    def in_line(self, places: Places) -> Places:
        """Return the line that each place stands in, or -1."""
        return owner_of(places, self.lines, self.line_bounds)

    def above(self, level: int) -> Places:
        """Return for each loop the last loop of a level at or above it, or -1."""
        found = np.flatnonzero(self.levels == level)
        index = np.searchsorted(found, np.arange(len(self.loops)), "right") - 1
        above = np.append(found, -1)[index]
        start = np.searchsorted(self.origins.starts, self.loops, "right")
        same = np.append(start, -1)[above] == start
        return np.where((above >= 0) & same, above, -1)


def status_places(segments: Segments) -> StatusPlaces:
    """Return the places of a chunk's loops and lines."""
    is_loop_bound = segments.are(*ENVELOPE_IDS, "HL")
    is_line = segments.are("SVC")
    loops, lines = segments.where("HL"), segments.where("SVC")
    loop_bounds = np.flatnonzero(is_loop_bound)
    of_line = owner_of(lines, loops, loop_bounds)
    levels = levels_of(segments, loops)
    return StatusPlaces(
        origins=origins(segments),
        loops=loops,
        levels=np.where(np.isin(levels, list(LEVELS)), levels, 0),
        is_own=loops >= segments.carried,
        lines=lines[of_line >= 0],
        of_line=of_line[of_line >= 0],
        loop_bounds=loop_bounds,
        line_bounds=np.flatnonzero(is_loop_bound | is_line),
    )
