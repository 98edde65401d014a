"""Which segment belongs to which claim and line: places only, no text."""

from dataclasses import dataclass, replace

import numpy as np

from gaitbelt.edges.x12.chunks import levels_of
from gaitbelt.edges.x12.envelope import Transactions
from gaitbelt.edges.x12.segments import Marks, Places, Segments, code

ENVELOPE_IDS = ("ISA", "GS", "ST", "SE", "GE", "IEA")


@dataclass(frozen=True, slots=True)
class ClaimPlaces:
    """Where the segments of each claim are; one entry per claim, -1 where there is none."""

    claim: Places
    billing: Places
    subscriber: Places
    coverage: Places
    patient: Places
    birth: Places
    is_dependent: Marks
    rendering: Places
    diagnosis: Places
    diagnosis_claim: Places


@dataclass(frozen=True, slots=True)
class LinePlaces:
    """Where the segments of each line are; one entry per line, -1 where there is none.

    ``claim`` is the line's claim as an index into ``ClaimPlaces`` (-1: outside any claim).
    """

    start: Places
    claim: Places
    service: Places
    day: Places
    rendering: Places


def without_others(segments: Segments, found: Transactions) -> Segments:
    """Return the segments with those of transactions of other guides hidden."""
    if found.is_kept.all() and len(found.starts):
        return segments
    return replace(segments, ids=np.where(kept_marks(segments, found), segments.ids, 0))


def kept_marks(segments: Segments, found: Transactions) -> Marks:
    """Return, for each segment, whether it is of a transaction kept or of the envelope."""
    inside = np.searchsorted(found.starts, np.arange(len(segments)), "right") - 1
    is_frame = segments.are(*ENVELOPE_IDS) & ~segments.are("ST")
    kept: Marks = np.append(found.is_kept, False)[inside] | is_frame
    return kept


def line_starts(segments: Segments) -> Marks:
    """Return, for each segment, whether a line begins: an LX, or an SV1 no LX precedes."""
    is_line = segments.are("LX")
    marks = np.flatnonzero(segments.are(*ENVELOPE_IDS, "HL", "CLM", "LX", "SV1"))
    after = np.concatenate([[0], segments.ids[marks][:-1]])
    orphans = marks[(segments.ids[marks] == code("SV1")) & (after != code("LX"))]
    is_line[orphans] = True
    return is_line


def line_places(segments: Segments, claims: Places) -> LinePlaces:
    """Return the places of every line's segments."""
    is_box = segments.are(*ENVELOPE_IDS, "HL", "CLM")
    is_start = line_starts(segments)
    starts = np.flatnonzero(is_start)
    count = len(starts)
    zones = np.flatnonzero(is_box | is_start)
    inside = stands_in(np.flatnonzero(is_box), segments.are("CLM"), starts)

    def first_in_line(places: Places) -> Places:
        places = places[stands_in(zones, is_start, places)]
        return first_of(places, np.searchsorted(starts, places, "right") - 1, count)

    return LinePlaces(
        start=starts,
        claim=np.where(inside, np.searchsorted(claims, starts, "right") - 1, -1),
        service=first_in_line(segments.where("SV1")),
        day=first_in_line(segments.qualified("DTP", "472")),
        rendering=first_in_line(segments.qualified("NM1", "82")),
    )


def claim_places(segments: Segments) -> ClaimPlaces:
    """Return the places of every claim's segments and of the loops it stands in."""
    is_claim, is_hierarchy = segments.are("CLM"), segments.are("HL")
    is_box = segments.are(*ENVELOPE_IDS) | is_claim | is_hierarchy
    is_inner = is_box | line_starts(segments)
    claims = np.flatnonzero(is_claim)
    boxes = np.flatnonzero(is_box)
    hierarchy = np.flatnonzero(is_hierarchy)
    header = np.flatnonzero(is_inner | segments.are("SBR"))
    rendering = segments.qualified("NM1", "82")
    rendering = rendering[stands_in(header, is_claim, rendering)]
    diagnosis = segments.where("HI")
    diagnosis = diagnosis[stands_in(np.flatnonzero(is_inner), is_claim, diagnosis)]
    levels = levels_of(segments, hierarchy)
    billing, subscriber, patient = _loops_of(segments, claims, hierarchy, levels)

    def in_loop(places: Places, loop: Places) -> Places:
        inside = places[stands_in(boxes, is_hierarchy, places)]
        owner = np.searchsorted(hierarchy, inside, "right") - 1
        found = first_of(inside, owner, len(hierarchy))
        return np.append(found, -1)[loop]

    return ClaimPlaces(
        claim=claims,
        billing=in_loop(segments.qualified("NM1", "85"), billing),
        subscriber=in_loop(segments.qualified("NM1", "IL"), subscriber),
        coverage=in_loop(segments.where("SBR"), subscriber),
        patient=in_loop(segments.qualified("NM1", "QC"), patient),
        birth=in_loop(segments.where("DMG"), np.where(patient >= 0, patient, subscriber)),
        is_dependent=patient >= 0,
        rendering=first_of(rendering, np.searchsorted(claims, rendering, "right") - 1, len(claims)),
        diagnosis=diagnosis,
        diagnosis_claim=np.searchsorted(claims, diagnosis, "right") - 1,
    )


def _loops_of(
    segments: Segments, claims: Places, hierarchy: Places, levels: Places
) -> tuple[Places, Places, Places]:
    """Return each claim's billing, subscriber and patient loop as an index of an HL."""
    starts = segments.where("ST")
    opened = np.append(starts, -1)[np.searchsorted(starts, claims, "right") - 1]
    last = np.searchsorted(hierarchy, claims, "right") - 1
    within = np.append(hierarchy, -1)[last] > opened
    last = np.where(within, last, -1)

    def latest(level: int, floor: Places) -> Places:
        found = np.flatnonzero(levels == level)
        index = np.append(found, -1)[np.searchsorted(found, last, "right") - 1]
        return np.where(np.append(hierarchy, -2)[index] > floor, index, -1)

    billing = latest(20, opened)
    subscriber = latest(22, np.maximum(opened, np.append(hierarchy, -1)[billing]))
    patient = np.where(np.append(levels, 0)[last] == 23, last, -1)
    return billing, subscriber, patient


def stands_in(bounds: Places, is_owner: Marks, places: Places) -> Marks:
    """Return whether the last bound before each place is one of the owners."""
    owned = np.append(is_owner[bounds], False)
    result: Marks = owned[np.searchsorted(bounds, places, "right") - 1]
    return result


def first_of(places: Places, owners: Places, count: int) -> Places:
    """Return the first place of each owner, -1 where it has none."""
    found = np.full(count, -1, dtype=np.int64)
    found[owners[::-1]] = places[::-1]
    return found
