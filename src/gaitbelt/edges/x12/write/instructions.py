"""What writing needs beyond a guide: versions, values where a table has none, more columns."""

import re
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from gaitbelt.edges.x12.guide.load import guide, source, tables_from
from gaitbelt.edges.x12.guide.model import Source, Table, TransactionGuide
from gaitbelt.language.errors import ImpossibleInput

_CODE = re.compile(r"(?P<place>\S+) (?P<code>\S+)(?: with (?P<partner>\d+))?$")
_PREFER = re.compile(r"(?P<table>\w+)\.(?P<column>\w+) (?P<turn>\d+)(?: with (?P<partner>\w+))?$")


@dataclass(frozen=True, slots=True)
class Default:
    """A code that an element is given where its table has none.

    It stands where its segment stands, or only where the element ``partner`` is filled.
    """

    place: Source
    code: str
    partner: int = 0


@dataclass(frozen=True, slots=True)
class Preference:
    """Which of a column's sources it is written to; with ``partner``, where that is filled."""

    turn: int
    partner: str = ""


@dataclass(frozen=True, slots=True)
class Lift:
    """A loop that a table tells of in columns: the table made of them, and its key.

    ``outer`` is the key of the loop around it; an optional one stands only where one of its
    columns is filled; ``unless`` names a column that must be empty.
    """

    table: str
    key: str
    base: str
    outer: str
    columns: tuple[str, ...]
    is_optional: bool = False
    unless: str = ""


@dataclass(frozen=True, slots=True)
class Instructions:
    """How a transaction set is written, beyond its guide.

    ``unit`` is the loop that is refused as a whole where anything in it cannot be written.
    ``closing`` are ids of segments that stand behind the loops within their loop.
    ``optional`` are elements that a segment may lack whatever the guide says of their parts.
    ``splits`` are lists of which the first entry stands elsewhere; ``lifts`` are loops that
    tables tell of in columns; ``tables`` are the guide's tables with the columns that only writing needs.
    """

    name: str
    version: str
    group: str
    unit: str
    has_version_in_start: bool
    defaults: tuple[Default, ...]
    optional: tuple[Source, ...]
    closing: frozenset[str]
    preferences: dict[tuple[str, str], Preference]
    tables: dict[str, Table]
    splits: tuple[tuple[str, str, str, str], ...] = ()
    lifts: tuple[Lift, ...] = ()

    @property
    def guide(self) -> TransactionGuide:
        """The guide that is written by."""
        return guide(self.name)


def written_kinds() -> tuple[str, ...]:
    """Return the names of the transaction sets that can be written."""
    folder = files("gaitbelt.edges.x12.write")
    names = [each.name for each in folder.iterdir() if each.name.endswith(".write")]
    return tuple(sorted(name.removesuffix(".write") for name in names))


@cache
def instructions(name: str) -> Instructions:
    """Return the instructions of a transaction set. Raises ImpossibleInput for one without."""
    if name not in written_kinds():
        told = ", ".join(written_kinds())
        raise ImpossibleInput(f"{name} is not written here. Name one of {told}.")
    text = files("gaitbelt.edges.x12.write").joinpath(f"{name}.write").read_text("utf-8")
    head, _, tail = text.partition("\ntable ")
    lines = [line.split("#", 1)[0].strip() for line in head.splitlines()]
    parted = [tuple(line.partition(" ")) for line in lines if line]
    entries = [(each[0], each[2].strip()) for each in parted]
    words = dict(entries)

    def all_of(wanted: str) -> list[str]:
        return [rest for word, rest in entries if word == wanted]

    dropped = {(each.partition(".")[0], each.partition(".")[2]) for each in all_of("drop")}
    return Instructions(
        name=name,
        version=words["version"],
        group=words["group"],
        unit=words["unit"],
        has_version_in_start=words.get("start", "") == "version",
        defaults=tuple(_default(each) for each in all_of("value")),
        optional=tuple(source(each) for each in all_of("optional")),
        closing=frozenset(words.get("closing", "").split()),
        preferences=dict(_preference(each) for each in all_of("prefer")),
        tables=_tables(guide(name), f"table {tail}" if tail else "", dropped),
        splits=tuple(_split(each) for each in all_of("split")),
        lifts=tuple(_lift(each.split()) for each in all_of("lift")),
    )


def _split(text: str) -> tuple[str, str, str, str]:
    """Read ``claims diagnosis_codes principal others``."""
    table, whole, first, others = text.split()
    return table, whole, first, others


def _tables(known: TransactionGuide, more: str, dropped: set[tuple[str, str]]) -> dict[str, Table]:
    """Return the guide's tables with the columns added and without those that are dropped."""
    found = dict(known.tables)
    for table in tables_from(more):
        own = found.get(table.name, table)
        names = {each.name for each in table.columns}
        kept = () if own is table else tuple(c for c in own.columns if c.name not in names)
        found[table.name] = replace(own, columns=(*kept, *table.columns))
    for name, table in found.items():
        kept = tuple(each for each in table.columns if (name, each.name) not in dropped)
        found[name] = replace(table, columns=kept)
    return found


def _lift(words: list[str]) -> Lift:
    """Read ``providers provider_row of claims in receiver_row [if any] [unless C] : A B``."""
    table, key, _, base, *rest = words
    at = rest.index(":")
    marks, columns = rest[:at], tuple(rest[at + 1 :])
    told = {word: marks[place + 1] for place, word in enumerate(marks) if word in ("in", "unless")}
    return Lift(
        table, key, base, told.get("in", ""), columns,
        is_optional="any" in marks, unless=told.get("unless", ""),
    )  # fmt: skip


def _default(text: str) -> Default:
    told = _CODE.match(text)
    if told is None:
        raise ValueError(f"{text} gives no code to an element")
    return Default(source(told["place"]), told["code"], int(told["partner"] or 0))


def _preference(text: str) -> tuple[tuple[str, str], Preference]:
    told = _PREFER.match(text)
    if told is None:
        raise ValueError(f"{text} prefers no source of a column")
    key = (told["table"], told["column"])
    return key, Preference(int(told["turn"]), told["partner"] or "")
