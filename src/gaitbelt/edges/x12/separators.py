"""The separators of an interchange, taken from its first segment."""

import re
from dataclasses import dataclass, replace

ISA_LENGTH = 106
_MARK = rb"[^A-Za-z0-9 ]"
_AFTER_ISA = rb"(?:GS|TA1|ISB|ISE|IEA|ST)"


@dataclass(frozen=True, slots=True)
class Separators:
    """One byte each; ``is_recovered`` says that the ISA was not as the standard has it.

    ``is_component_other`` says that the claims part components by another byte than the
    ISA announces, and that theirs was taken.
    """

    element: bytes
    component: bytes
    segment: bytes
    is_recovered: bool = False
    is_component_other: bool = False

    def same_as(self, other: "Separators | None") -> bool:
        """Return whether both part the text at the same bytes."""
        return other is not None and (self.element, self.component, self.segment) == (
            other.element,
            other.component,
            other.segment,
        )

    @property
    def table(self) -> bytes:
        """The translation of bytes that makes every file use the same separators.

        Segments end in a line feed, elements in 0x1D, components in 0x1F; line ends that
        are not separators become 0x0B, so that they can be told from text.
        """
        table = bytearray(range(256))
        for control in (0x1D, 0x1F):
            table[control] = 0x20
        table[0x0A] = table[0x0D] = 0x0B
        table[self.component[0]] = 0x1F
        table[self.element[0]] = 0x1D
        table[self.segment[0]] = 0x0A
        return bytes(table)


def separators_at(data: bytes, start: int) -> Separators | None:
    """Return the separators of the ISA, GS or ST segment at ``start``, None if unclear."""
    if len(data) - start < 4:
        return None
    if data[start : start + 3].upper() == b"ISA":
        found = _standard(data, start) or _counted(data, start) or _guessed(data, start)
        return _as_claims_have_it(data, start, found) if found is not None else None
    return _without_isa(data, start)


def _as_claims_have_it(data: bytes, start: int, announced: Separators) -> Separators:
    """Take the component separator of the first service or status where it is another."""
    element = re.escape(announced.element)
    starts = rb"(?:(?:SV1|SVC)" + element + rb"HC|STC" + element + rb"[A-Z]\d)"
    pattern = starts + rb"([^A-Za-z0-9\s])"
    line = re.compile(pattern, re.IGNORECASE).search(data, start, start + 1_000_000)
    if line is None or line[1] == announced.component:
        return announced
    if not _usable(announced.element, line[1], announced.segment):
        return announced
    return replace(announced, component=line[1], is_component_other=True)


def _usable(element: bytes, component: bytes, segment: bytes) -> bool:
    marks = {element, component, segment}
    return len(marks) == 3 and not any(mark.isalnum() or mark in (b"", b" ") for mark in marks)


def _standard(data: bytes, start: int) -> Separators | None:
    head = data[start : start + ISA_LENGTH]
    element, component, segment = head[3:4], head[104:105], head[105:106]
    if not _usable(element, component, segment) or head.count(element) != 16:
        return None
    return Separators(element, component, segment) if head[103:104] == element else None


def _counted(data: bytes, start: int) -> Separators | None:
    """Count sixteen elements: right when they were not padded, or the line was broken."""
    head = data[start : start + 400]
    if b"\n" in head[:100] or b"\r" in head[:100]:
        head = head.replace(b"\r", b"").replace(b"\n", b"")
    element = head[3:4]
    parts = head.split(element, 16)
    if len(parts) < 17 or len(parts[16]) < 2:
        return None
    component, segment = parts[16][0:1], parts[16][1:2]
    follows = parts[16][2:].lstrip()[:3].upper()
    if not _usable(element, component, segment) or not re.match(_AFTER_ISA, follows):
        return None
    return Separators(element, component, segment, is_recovered=True)


def _guessed(data: bytes, start: int) -> Separators | None:
    """Look at the two bytes before the next envelope segment."""
    head = data[start : start + 400]
    element = re.escape(head[3:4])
    pattern = rb"(" + _MARK + rb")(" + _MARK + rb")\s*" + _AFTER_ISA + element
    found = re.search(pattern, head, re.IGNORECASE)
    if found is None or not _usable(head[3:4], found[1], found[2]):
        return None
    return Separators(head[3:4], found[1], found[2], is_recovered=True)


def _without_isa(data: bytes, start: int) -> Separators | None:
    head = data[start : start + 400]
    element = head[2:3]
    if not element or element.isalnum() or element.isspace():
        return None
    after = rb"(?:ST|BHT|BPR|BGN|HL|AK1)"
    found = re.search(rb"([^A-Za-z0-9 ])\s*" + after + re.escape(element), head[2:], re.IGNORECASE)
    if found is None:
        return None
    claim = re.search(
        rb"CLM" + re.escape(element) + rb"[^\r\n]{0,80}?\w{1,2}([:>^|<\\])[AB]\1",
        data[start : start + 20_000],
        re.IGNORECASE,
    )
    component = claim[1] if claim else b":"
    if not _usable(element, component, found[1]):
        return None
    return Separators(element, component, found[1], is_recovered=True)
