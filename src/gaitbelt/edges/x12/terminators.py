"""Segment terminators that were forgotten, put back."""

import re

import numpy as np

from gaitbelt.edges.x12.separators import Separators

_IDS = (
    rb"ISA|GS|ST|SE|GE|IEA|BHT|HL|NM1|N2|N3|N4|PER|REF|PRV|SBR|PAT|DMG|CLM|DTP|CL1|PWK|CN1|AMT"
    rb"|K3|NTE|CR1|CR2|CR3|CRC|HI|HCP|CAS|OI|MIA|MOA|LX|SV1|SV5|QTY|MEA|PS1|LIN|CTP|SVD|LQ|FRM"
    rb"|BPR|TRN|CUR|RDM|DTM|N1|TS2|TS3|CLP|SVC|PLB|TA1|AK1|AK2|IK3|IK4|IK5|CTX|AK9|STC"
    rb"|SV2|EQ|EB|III|HSD|MSG|AAA|LS|LE|UM|HCR|INS"
)


def with_missing_terminators(data: bytes, marks: Separators) -> tuple[bytes, list[int]]:
    """Return the block with line ends made terminators where one was forgotten.

    A line end counts as a forgotten terminator when no terminator precedes it and a known
    segment id follows; the second value is where. Lengths and places do not change.
    """
    if marks.segment in b"\r\n" or (b"\n" not in data and b"\r" not in data):
        return data, []
    raw = np.frombuffer(data, np.uint8)
    ends = np.flatnonzero((raw == 0x0A) | (raw == 0x0D))
    ends = ends[ends > 0]
    before = raw[ends - 1]
    if not np.any((before != marks.segment[0]) & (before > 0x20)):
        return data, []
    mark, element = re.escape(marks.segment), re.escape(marks.element)
    pattern = rb"(?<![\s" + mark + rb"])[\r\n](?=\s*(?:" + _IDS + rb")" + element + rb")"
    places = [found.start() for found in re.finditer(pattern, data, re.IGNORECASE)]
    if not places:
        return data, []
    repaired = bytearray(data)
    for place in places:
        repaired[place] = marks.segment[0]
    return bytes(repaired), places
