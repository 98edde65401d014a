"""Guides read from their text, each once."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from gaitbelt.edges.x12.guide.model import (
    Column,
    Element,
    Loop,
    Segment,
    Source,
    Table,
    TransactionGuide,
)

HEADER = "HEADER"
"""The loop that every transaction begins in, with its ST."""

_ELEMENT = re.compile(r"(\d+)(?:-(\d+))?([RSN])(?:/(\d+))?(?:\*(\d+))?(?:\(([^)]*)\))?$")
_TOKEN = re.compile(r"[^\s(]+(?:\([^)]*\))?")
_SOURCE = re.compile(
    r"(?:(?P<loop>[^/\s]+)/)?(?P<segment>[A-Z][A-Z0-9]{1,2})(?::(?P<qualifiers>[^.\s]+))?"
    r"\.(?P<position>\d+)(?P<moving>\+)?(?:\.\.(?P<last>\d+))?(?:-(?P<component>\d+))?"
    r"(?:\.\.(?P<through>\d+))?"
    r"(?:\s+if\s+(?P<at>\d*)(?:-(?P<part>\d+))?=(?P<codes>\S+))?$"
)
_ALONE = {"yes": True, "no": False}


def guide_names() -> tuple[str, ...]:
    """Return the names of the guides that are here: 837P, 835 and others."""
    folder = files("gaitbelt.edges.x12.guide")
    names = [each.name for each in folder.iterdir() if each.name.endswith(".guide")]
    return tuple(sorted(name.removesuffix(".guide") for name in names))


def _lines(name: str) -> Iterator[tuple[int, str]]:
    """Give each line that says something, with how far it is moved in."""
    text = files("gaitbelt.edges.x12.guide").joinpath(name).read_text(encoding="utf-8")
    for line in text.splitlines():
        bare = line.split("#", 1)[0].rstrip()
        if bare.strip():
            yield len(bare) - len(bare.lstrip()), bare.strip()


@cache
def data_elements() -> dict[str, tuple[str, int, int, str]]:
    """Return each data element's type, least and most length, and our name of it."""
    found = {}
    for _, line in _lines("elements.txt"):
        number, kind, least, most, name = line.split()
        found[number] = (kind, int(least), int(most), name)
    return found


@cache
def segment_elements() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """Return each segment's elements in order: a number, or a composite with its parts."""
    composites: dict[str, tuple[str, ...]] = {}
    found = {}
    for _, line in _lines("segments.txt"):
        name, *numbers = line.split()
        if len(name) == 4 and name.startswith("C"):
            composites[name] = tuple(numbers)
        else:
            found[name] = tuple((each, composites.get(each, ())) for each in numbers)
    return found


@cache
def guide(name: str) -> TransactionGuide:
    """Return a guide by its name. Raises FileNotFoundError when there is none so named."""
    head: dict[str, str] = {}
    loops: dict[str, Loop] = {HEADER: Loop(HEADER, (), "R", 1, (_start(),))}
    tables: dict[str, Table] = {}
    current, is_table = HEADER, False
    for depth, line in _lines(f"{name}.guide"):
        word, _, rest = line.partition(" ")
        if depth == 0 and word == "loop":
            current, is_table = rest.split()[0], False
            if current != HEADER:
                loops[current] = _loop(rest.split())
        elif depth == 0 and word == "table":
            table = _table(rest)
            current, is_table = table.name, True
            tables[current] = table
        elif depth == 0:
            head[word] = rest.strip()
        elif is_table:
            table = tables[current]
            tables[current] = replace(table, columns=(*table.columns, _column(line)))
        else:
            loop = loops[current]
            loops[current] = replace(loop, segments=(*loop.segments, _segment(line)))
    return _whole(name, head, loops, tables)


def _whole(
    name: str, head: dict[str, str], loops: dict[str, Loop], tables: dict[str, Table]
) -> TransactionGuide:
    children: dict[str, list[str]] = {each: [] for each in loops}
    for loop in loops.values():
        for parent in loop.parents:
            children[parent].append(loop.id)
    known = ("set", "versions", "cut", "alone")
    return TransactionGuide(
        name=name,
        kind=head["set"],
        versions=tuple(head["versions"].split()),
        words={key: value for key, value in head.items() if key not in known},
        cut=tuple(head.get("cut", "").split()),
        loops=loops,
        tables=tables,
        is_alone=_ALONE[head.get("alone", "no")],
        children={key: tuple(value) for key, value in children.items()},
    )


def _start() -> Segment:
    return _segment("ST R 1 1R 2R 3S")


def _repeat(text: str) -> int:
    return 0 if text == ">1" else int(text)


def _loop(words: list[str]) -> Loop:
    """Read ``2400 of 2300 R 50 also SV1``."""
    name, _, *rest = words
    at = next(index for index, word in enumerate(rest) if word in ("R", "S"))
    also = tuple(rest[at + 3 :]) if len(rest) > at + 2 else ()
    return Loop(name, tuple(rest[:at]), rest[at], _repeat(rest[at + 1]), (), also)


def _segment(line: str) -> Segment:
    """Read ``NM1:85 R 1 1R 2R(1 2) 3R 8S(XX) 9S``."""
    named, usage, repeat, *given = _TOKEN.findall(line)
    name, _, marks = named.partition(":")
    marks, _, at = marks.partition("@")
    told: dict[tuple[int, int], tuple[str, int, frozenset[str], int]] = {}
    for token in given:
        found = _ELEMENT.match(token)
        if found is None:
            raise ValueError(f"{line}: {token} is no element")
        position, component, use, most, times, codes = found.groups()
        key = (int(position), int(component or 0))
        told[key] = (use, int(most or 0), frozenset((codes or "").split()), int(times or 1))
    elements = tuple(_elements(name, told))
    qualifiers = tuple(marks.split(",")) if marks else ()
    parts = tuple(
        (at_, number)
        for at_, (number, inner) in enumerate(segment_elements()[name], start=1)
        if inner
    )
    return Segment(name, qualifiers, int(at or 1), usage, _repeat(repeat), elements, parts)


def _elements(
    name: str, told: dict[tuple[int, int], tuple[str, int, frozenset[str], int]]
) -> Iterator[Element]:
    """Give every element that the standard has, those that are not told as not used."""
    unused = ("N", 0, frozenset[str](), 1)
    for position, (number, parts) in enumerate(segment_elements()[name], start=1):
        use, most, codes, times = told.get((position, 0), unused)
        inner = [told.get((position, at)) for at in range(1, len(parts) + 1)]
        if any(inner) and (position, 0) not in told:
            use = "R" if any(each and each[0] == "R" for each in inner) else "S"
        kind, least, limit, label = data_elements().get(number, ("", 0, 0, number))
        yield Element(position, 0, number, label, kind, least, most or limit, use, codes, times)
        for at, part in enumerate(parts, start=1):
            use, most, codes, _ = told.get((position, at), unused)
            kind, least, limit, label = data_elements()[part]
            yield Element(position, at, part, label, kind, least, most or limit, use, codes)


def tables_from(text: str) -> tuple[Table, ...]:
    """Return tables over a guide's loops from lines such as a guide has of its own."""
    found: list[Table] = []
    for line in text.strip().splitlines():
        bare = line.strip()
        if bare.startswith("table "):
            found.append(_table(bare.removeprefix("table ")))
        elif bare:
            found[-1] = replace(found[-1], columns=(*found[-1].columns, _column(bare)))
    return tuple(found)


def _table(text: str) -> Table:
    """Read ``adjustments of 2320/CAS 2430/CAS times 6 step 3 claim claim_id -- meaning``."""
    text, _, meaning = text.partition(" -- ")
    words = text.split()
    name, options = words[0], {"times": "1", "step": "1", "claim": "", "line": ""}
    places: list[str] = []
    rest = iter(words[2:])
    for word in rest:
        if word in options:
            options[word] = next(rest)
        else:
            places.append(word)
    parted = [place.split("/") for place in places]
    return Table(
        name=name,
        loops=tuple(each[0] for each in parted),
        segment=parted[0][1] if len(parted[0]) > 1 else "",
        times=int(options["times"]),
        step=int(options["step"]),
        columns=(),
        claim=options["claim"],
        line=options["line"],
        meaning=meaning.strip(),
    )


def _column(line: str) -> Column:
    """Read ``charge_amount money SV1.2 | charge | charge-not-an-amount -- what is asked``."""
    line, _, meaning = line.partition(" -- ")
    spec, *said = [part.strip() for part in line.split("|")]
    name, kind, rest = [*spec.split(None, 2), ""][:3]
    noun = said[0] if said else name.replace("_", " ")
    code = said[1] if len(said) > 1 else ""
    if kind in ("row", "word", "nth", "position"):
        words = tuple(_pair(word) for word in rest.split())
        return Column(name, kind, (), words, noun, code, meaning.strip())
    rest, _, inside = rest.partition(" in ")
    words = ((inside.strip(), ""),) if inside else ()
    sources = tuple(source(part.strip()) for part in re.split(r"\s(?:else|and)\s", rest))
    return Column(name, kind, sources, words, noun, code, meaning.strip())


def _pair(word: str) -> tuple[str, str]:
    key, _, value = word.partition("=")
    return key, value


def source(text: str) -> Source:
    """Return a source from its text, such as ``2010AA/NM1:85.9 if 8=XX``."""
    found = _SOURCE.match(text)
    if found is None:
        raise ValueError(f"{text} names no place of a value")
    told = found.groupdict()
    where = None
    if told["codes"]:
        where = (int(told["at"] or 0), int(told["part"] or 0), tuple(told["codes"].split(",")))
    return Source(
        loop=told["loop"] or "",
        segment=told["segment"],
        qualifiers=tuple((told["qualifiers"] or "").split(",")) if told["qualifiers"] else (),
        position=int(told["position"]),
        component=int(told["component"] or 0),
        through=int(told["through"] or 0),
        last=int(told["last"] or 0),
        where=where,
        is_moving=bool(told["moving"]),
    )
