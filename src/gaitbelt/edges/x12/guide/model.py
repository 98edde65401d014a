"""What a guide says: its loops, their segments and elements, and the tables they fill."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Element:
    """An element or a component of a segment.

    ``number`` is the data element's; ``usage`` is R required, S situational or N not used;
    ``codes`` are all that it may hold, none where any may stand.
    """

    position: int
    component: int
    number: str
    name: str
    kind: str
    least: int
    most: int
    usage: str
    codes: frozenset[str] = frozenset()
    repeat: int = 1

    @property
    def label(self) -> str:
        """Return how messages call it behind its segment's id: 02, or 05-1."""
        part = f"-{self.component}" if self.component else ""
        return f"{self.position:02}{part}"


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment in its place: ``qualifiers`` are the values of element ``qualified_at``.

    ``repeat`` is how often it may stand in its loop, 0 for any number.
    """

    id: str
    qualifiers: tuple[str, ...]
    qualified_at: int
    usage: str
    repeat: int
    elements: tuple[Element, ...]
    composites: tuple[tuple[int, str], ...] = ()

    @property
    def label(self) -> str:
        """Return the id with its qualifiers: NM1*85."""
        return self.id + ("*" + "/".join(self.qualifiers) if self.qualifiers else "")


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop: it begins with its first segment, or with one of ``also`` where that is absent."""

    id: str
    parents: tuple[str, ...]
    usage: str
    repeat: int
    segments: tuple[Segment, ...]
    also: tuple[str, ...] = ()

    @property
    def starter(self) -> Segment:
        """The segment that the loop begins with."""
        return self.segments[0]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: loop (empty: the row's own), segment, element, component.

    ``through`` is the last of several components, ``last`` the last of several elements that
    fill a list. ``where`` are the element (0: the value's own), the component and the codes
    one of which must stand there for the value to count.
    ``is_moving`` says that the element moves with the row's place in its segment.
    """

    loop: str
    segment: str
    qualifiers: tuple[str, ...]
    position: int
    component: int = 0
    through: int = 0
    last: int = 0
    where: tuple[int, int, tuple[str, ...]] | None = None
    is_moving: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the first source that has a value fills it, a list takes all."""

    name: str
    kind: str
    sources: tuple[Source, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    noun: str = ""
    problem_code: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: one row for each of ``loops``, or each ``segment`` in them.

    A segment with ``times`` places for the same thing, each ``step`` elements on, gives a
    row for each that is filled. ``claim`` and ``line`` name the columns by which messages
    call a row.
    """

    name: str
    loops: tuple[str, ...]
    segment: str
    times: int
    step: int
    columns: tuple[Column, ...]
    claim: str = ""
    line: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class TransactionGuide:
    """The guide of one transaction set: what it is, its loops, and its tables.

    ``kind`` is ST01; ``versions`` are the beginnings of ST03 or GS08. ``is_alone`` says that
    version 5010 has one guide for this set. ``cut`` are the loops before which a block may
    end. The words are for messages.
    """

    name: str
    kind: str
    versions: tuple[str, ...]
    words: dict[str, str]
    cut: tuple[str, ...]
    loops: dict[str, Loop]
    tables: dict[str, Table]
    is_alone: bool = False
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def above(self, loop: str) -> tuple[str, ...]:
        """Return the loop and every loop it may stand in, inner first."""
        found = [loop]
        for each in found:
            found += [name for name in self.loops[each].parents if name not in found]
        return tuple(found)

    def within(self, loop: str) -> frozenset[str]:
        """Return the loop and every loop that may stand in it."""
        return frozenset(name for name in self.loops if loop in self.above(name))
