"""X12 files made fit to be shared: nothing that identifies anyone remains.

Every element is replaced unless it is known to say nothing of a person: qualifiers and codes
that the standard or a public list defines, amounts, counts and the figures that hold the
file together. The same value becomes the same stand-in throughout, and in every file that is
redacted with the same key, so that claims still meet their remittances.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from gaitbelt.edges.x12.guide.load import data_elements, guide, guide_names, segment_elements
from gaitbelt.edges.x12.separators import separators_at
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.services.x12_stand_ins import Stand

_STATES = frozenset(
    [
        "AK",
        "AL",
        "AR",
        "AZ",
        "CA",
        "CO",
        "CT",
        "DC",
        "DE",
        "FL",
        "GA",
        "GU",
        "HI",
        "IA",
        "ID",
        "IL",
        "IN",
        "KS",
        "KY",
        "LA",
        "MA",
        "MD",
        "ME",
        "MI",
        "MN",
        "MO",
        "MS",
        "MT",
        "NC",
        "ND",
        "NE",
        "NH",
        "NJ",
        "NM",
        "NV",
        "NY",
        "OH",
        "OK",
        "OR",
        "PA",
        "PR",
        "RI",
        "SC",
        "SD",
        "TN",
        "TX",
        "UT",
        "VA",
        "VI",
        "VT",
        "WA",
        "WI",
        "WV",
        "WY",
    ]
)
_SHAPES = {
    "234": re.compile(r"[A-Z]\d{4}|\d{4}[A-Z]|\d{5}|\d{4}"),  # HCPCS codes, revenue codes
    "1339": re.compile(r"[A-Z0-9]{2}"),  # modifiers
    "1271": re.compile(r"[A-TV-Z]\d[0-9A-Z]\d{0,3}[A-Z]{0,1}|[A-Z]{1,2}|[A-Z]?\d{1,3}"),
    "1034": re.compile(r"[A-Z]?\d{1,3}"),  # reasons of adjustments
    "1331": re.compile(r"\d{2}"),  # places of service
    "1343": re.compile(r"[A-Z0-9]{1,2}"),
    "1328": re.compile(r"\d{1,2}"),  # pointers
    "628": re.compile(r"\d{1,6}"),  # numbers of levels
    "734": re.compile(r"\d{1,6}"),
    "554": re.compile(r"\d{1,6}"),
    "1029": re.compile(r"\d{1,2}"),
    "1032": re.compile(r"[A-Z0-9]{1,2}"),
    "1325": re.compile(r"\d"),
    "1705": re.compile(r"005010X\d{3}(A\d)?"),
    "480": re.compile(r"00\d010X?\d{0,3}(A\d)?"),
    "I11": re.compile(r"\d{5}"),
}
"""What a free element may keep: forms of public codes, and figures that hold a file together."""

_AMOUNT = re.compile(r"-?\d{0,7}(\.\d{1,2})?")
_SMALL = re.compile(r"-?\d{1,6}(\.\d{1,3})?")
_CODE = re.compile(r"[A-Z0-9]{1,3}")
_DAY = re.compile(r"\d{8}")
_LAST = {("NM1", 3), ("NM1", 4), ("NM1", 5), ("N1", 2), ("PER", 2)}
_TEXTS = frozenset({"352", "449", "933", "363T", "166", "19", "750", "1525T"})
_BIRTHS = {("DMG", 2), ("PAT", 6), ("INS", 12)}
_REDACTED = "REDACTED"


class NotX12(GaitbeltError):
    """A file that does not begin as an X12 file does."""


@lru_cache(maxsize=1)
def _codes() -> dict[tuple[str, int, int], frozenset[str]]:
    """Return every code that a guide lists, by segment, element and component."""
    found: dict[tuple[str, int, int], set[str]] = {}
    for name in guide_names():
        for loop in guide(name).loops.values():
            for segment in loop.segments:
                for each in segment.elements:
                    key = (segment.id, each.position, each.component)
                    found.setdefault(key, set()).update(each.codes)
                key = (segment.id, segment.qualified_at, 0)
                found.setdefault(key, set()).update(segment.qualifiers)
                found.setdefault((*key[:2], 1), set()).update(segment.qualifiers)
    return {key: frozenset(codes) for key, codes in found.items()}


def redacted(content: bytes, key: str) -> bytes:
    """Return a file with everything replaced that may identify a person or an organisation.

    The separators, the order and number of segments, codes, amounts and balances stay.
    ``key`` is a secret: the same gives the same stand-ins, and whoever has it can test a
    guess. Raises NotX12 where the content is no X12 file.
    """
    stand = Stand(key.encode())
    found = bytearray()
    at = 0
    while at < len(content):
        start = _next(content, at)
        if start is None:
            break
        marks = separators_at(content, start)
        if marks is None:
            raise NotX12(
                "The file does not begin with an ISA, GS or ST segment, so its separators cannot "
                "be told. Name an X12 file."
            )
        end = content.find(marks.segment + b"ISA" + marks.element, start)
        for ahead in (b"\n", b"\r\n"):
            other = content.find(marks.segment + ahead + b"ISA" + marks.element, start)
            end = other if end < 0 or 0 <= other < end else end
        stop = len(content) if end < 0 else end + 1
        signs = tuple(
            each.decode("latin-1") for each in (marks.element, marks.component, marks.segment)
        )
        found += _interchange(content[start:stop].decode("latin-1"), signs, stand)
        at = stop
    if not found:
        raise NotX12("The file holds no X12 segment. Name an X12 file.")
    return bytes(found)


def _next(content: bytes, at: int) -> int | None:
    bare = content[at:].lstrip(b"\xef\xbb\xbf \t\r\n")
    return len(content) - len(bare) if bare else None


def _interchange(text: str, signs: tuple[str, ...], stand: Stand) -> bytes:
    element, component, segment = signs
    lines, line_end = text.split(segment), ""
    ahead = re.match(r"\s*", lines[1]) if len(lines) > 1 and not segment.isspace() else None
    line_end = ahead[0] if ahead and set(ahead[0]) <= {"\r", "\n"} else ""
    repetition = "^"
    latest = 9999
    found = []
    for line in lines:
        bare = line.strip()
        if not bare:
            continue
        parts = bare.split(element)
        name = parts[0].upper()
        if name == "ISA":
            repetition = parts[11] if len(parts) > 11 else "^"  # noqa: PLR2004 (ISA11)
            found.append(element.join(_isa(parts, stand)))
            latest = 2000 + int(parts[9][:2]) if parts[9][:2].isdecimal() else latest
            continue
        if name not in segment_elements():
            found.append("ZZZ" + element + _REDACTED)
            continue
        shift = stand.days // 365
        cells = _cells(name, parts[1:], component, repetition, stand, latest + shift)
        found.append(element.join([name, *cells]))
    ending = segment + line_end
    return (ending.join(found) + ending).encode("latin-1") if found else b""


def _isa(parts: list[str], stand: Stand) -> list[str]:
    """Return an ISA with other ids and numbers, as wide as it was."""
    own = list(parts)
    for at in (2, 4):
        own[at] = " " * len(own[at])
    for at in (6, 8):
        bare = own[at].strip()
        own[at] = (stand.number(bare) if bare else "").ljust(len(own[at]))
    if len(own) > 13:  # noqa: PLR2004 (ISA13)
        own[9] = stand.day(f"20{own[9]}")[2:]
        own[10] = "1200"[: len(own[10])]
        own[13] = _control(own[13], stand)
    for at, known in ((1, _CODE), (3, _CODE), (5, _CODE), (7, _CODE), (12, re.compile(r"\d{5}"))):
        own[at] = own[at] if known.fullmatch(own[at].strip()) else "00"
    for at, allowed in ((14, "01"), (15, "PTI")):
        own[at] = own[at] if own[at] in tuple(allowed) else allowed[0]
    return own


def _control(value: str, stand: Stand) -> str:
    return stand.number(value.lstrip("0") or "0").rjust(len(value), "0")


_CONTROLS = {
    ("IEA", 2),
    ("GS", 6),
    ("GE", 2),
    ("ST", 2),
    ("SE", 2),
    ("TA1", 1),
    ("AK1", 2),
    ("AK2", 2),
}


def _cells(
    name: str, cells: list[str], component: str, repetition: str, stand: Stand, latest: int
) -> Iterator[str]:
    """Yield a segment's elements redacted; those that the standard does not have are emptied."""
    numbers = segment_elements()[name]
    for position, cell in enumerate(cells, start=1):
        if position > len(numbers):
            yield ""
            continue
        number, inner = numbers[position - 1]
        if not cell.strip():
            yield ""
        elif inner:
            whole = cell.split(repetition)
            yield repetition.join(
                component.join(
                    _cell(name, position, at, inner[at - 1] if at <= len(inner) else "", part,
                          cells, stand, latest)
                    for at, part in enumerate(each.split(component), start=1)
                )
                for each in whole
            )  # fmt: skip
        else:
            parts = cell.split(repetition)
            done = [_cell(name, position, 0, number, p, cells, stand, latest) for p in parts]
            yield repetition.join(done)


def _cell(
    name: str, position: int, component: int, number: str, raw: str, cells: list[str],
    stand: Stand, latest: int,
) -> str:  # fmt: skip
    """Return one value redacted by what the standard says that it is."""
    value = raw.strip()
    if not value:
        return ""
    if (name, position) in _CONTROLS:
        return _control(value, stand)
    if (name, position) in _LAST or number in ("1035", "1036", "1037", "93"):
        is_first = number == "1036" or (name, position) == ("NM1", 4)
        return stand.name(value, is_first=is_first)
    if (name, position) in _BIRTHS or _is_birth(name, cells):
        return (
            stand.birth(value, latest)
            if number in ("1251", "373")
            else _kept_code(name, position, component, value)
        )
    kind = data_elements().get(number, ("", 0, 0, ""))[0]
    made = _BY_KIND.get(kind)
    return made(name, position, component, number, value, stand) if made else stand.number(value)


def _is_birth(name: str, cells: list[str]) -> bool:
    return name == "DMG" and len(cells) > 1


def _kept_code(name: str, position: int, component: int, value: str) -> str:
    """Return a code that a guide lists there, or that is too short to say more; else a stand-in."""
    listed = _codes().get((name, position, component), frozenset())
    if value.upper() in listed:
        return value
    if listed:
        return min(listed)
    return value if _CODE.fullmatch(value.upper()) else "ZZ"


def _of_code(
    name: str, position: int, component: int, number: str, value: str, stand: Stand
) -> str:
    if number == "156":
        return value if value.upper() in _STATES else "CA"
    if number == "116":
        return stand.number(value) if value.isdecimal() else "00000"
    if number in ("1138", "1069", "1034", "1028") and _CODE.fullmatch(value):
        return value if number != "1028" else stand.number(value)
    shape = _SHAPES.get(number)
    if shape is not None:
        return value if shape.fullmatch(value) else "ZZ"
    return _kept_code(name, position, component, value)


def _of_text(
    name: str, position: int, component: int, number: str, value: str, stand: Stand
) -> str:
    shape = _SHAPES.get(number)
    if shape is not None and shape.fullmatch(value.upper()):
        return value
    if number == "1251":
        return _days(value, stand)
    if number == "127" and (name, position) == ("PRV", 3):
        return value if re.fullmatch(r"\d{3}[A-Z0-9]{6}X", value) else stand.number(value)
    if number in _TEXTS or name in ("NTE", "MSG", "K3", "N3"):
        return _REDACTED
    listed = _codes().get((name, position, component), frozenset())
    if value in listed:
        return value
    return stand.number(value)


def _days(value: str, stand: Stand) -> str:
    parts = [
        stand.day(each) if _DAY.match(each) else stand.day("") for each in value.split("-")[:2]
    ]
    return "-".join(parts)


def _of_day(_n: str, _p: int, _c: int, _e: str, value: str, stand: Stand) -> str:
    return stand.day(value)


def _of_time(_n: str, _p: int, _c: int, _e: str, _value: str, _stand: Stand) -> str:
    return "1200"


def _of_amount(_n: str, _p: int, _c: int, _e: str, value: str, stand: Stand) -> str:
    return value if _AMOUNT.fullmatch(value) else re.sub(r"\D", "", stand.number(value))[:6] or "0"


def _of_count(_n: str, _p: int, _c: int, _e: str, value: str, _stand: Stand) -> str:
    return value if _SMALL.fullmatch(value) else "0"


Rule = Callable[[str, int, int, str, str, Stand], str]

_BY_KIND: dict[str, Rule] = {
    "ID": _of_code,
    "AN": _of_text,
    "DT": _of_day,
    "TM": _of_time,
    "R": _of_amount,
    "N0": _of_count,
    "N2": _of_count,
}
