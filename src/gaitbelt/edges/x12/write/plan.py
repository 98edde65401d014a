"""Which columns make which segments, and which tables' rows are which loops."""

from dataclasses import dataclass, field, replace
from functools import cache

from gaitbelt.edges.x12.guide.load import HEADER
from gaitbelt.edges.x12.guide.model import Column, Element, Segment, Source, Table
from gaitbelt.edges.x12.write.instructions import Instructions, instructions

MADE = ("row", "word", "nth", "position")
"""Kinds of columns that a file does not hold as they are: they follow from where rows stand."""
ENVELOPE_IDS = ("ST",)


@dataclass(frozen=True, slots=True)
class Fill:
    """A column that fills an element of a segment: by which name, from which of its sources.

    A list longer than a segment goes on in the next: ``start`` is its entry that is first.
    """

    name: str
    column: Column
    source: Source
    turn: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class SegmentPlan:
    """A segment in its place in a loop, with what fills it; ``alike`` are the loop's segments."""

    loop: str
    segment: Segment
    qualifiers: tuple[str, ...]
    fills: tuple[Fill, ...] = ()
    alike: tuple[Segment, ...] = ()

    def element(self, position: int, component: int = 0) -> Element | None:
        """Return what the guide says of an element."""
        for each in self.segment.elements:
            if (each.position, each.component) == (position, component):
                return each
        return None


@dataclass(frozen=True, slots=True)
class Side:
    """A table whose rows are segments, or places in them, of loops of other tables."""

    table: Table
    loop: str
    plan: SegmentPlan


@dataclass(frozen=True, slots=True)
class LoopPlan:
    """A loop whose instances are rows of a table, with the loops that its row holds as well.

    ``blocks`` are the plans of the loop itself and of each loop within it that has no rows of
    its own; ``owners`` the loops with rows that it may stand in, innermost first, with the
    column that names the row.
    """

    loop: str
    table: Table
    blocks: dict[str, tuple[SegmentPlan, ...]]
    owners: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """How a transaction set is written: its loops with rows, outer first, and its sides."""

    instructions: Instructions
    loops: dict[str, LoopPlan]
    sides: tuple[Side, ...]
    depths: dict[str, int] = field(default_factory=dict)

    def children(self, loop: str) -> tuple[str, ...]:
        """Return the loops in a loop as they are written: those with an HL come last."""
        guide = self.instructions.guide
        found = [each for each in guide.children[loop] if self.home(each, loop)]
        return tuple(sorted(found, key=lambda each: guide.loops[each].starter.id == "HL"))

    def home(self, loop: str, parent: str) -> bool:
        """Whether a loop is written right under a parent, not under another loop there."""
        guide = self.instructions.guide
        parents = guide.loops[loop].parents
        owners = {self.owner(each) for each in parents[: parents.index(parent)]}
        return self.owner(parent) not in owners

    def owner(self, loop: str) -> str:
        """Return the innermost loop with rows that holds a loop, or is it."""
        while loop not in self.loops:
            loop = self.instructions.guide.loops[loop].parents[0]
        return loop

    def sides_of(self, loop: str, segment: Segment) -> tuple[Side, ...]:
        """Return the sides whose rows are written at a segment of a loop."""
        found = (each for each in self.sides if each.loop == loop)
        return tuple(each for each in found if each.plan.segment is segment)


@cache
def plan_of(kind: str) -> Plan:
    """Return how a transaction set is written, made once."""
    told = instructions(kind)
    guide = told.guide
    row_loops: dict[str, Table] = {}
    for table in told.tables.values():
        for loop in table.loops if not table.segment else ():
            row_loops.setdefault(loop, table)
    depths: dict[str, int] = {}
    for loop in guide.loops:
        depths[loop] = max((depths[each] + 1 for each in guide.loops[loop].parents), default=0)
    shell = Plan(told, {}, (), depths)
    loops: dict[str, LoopPlan] = {}
    for loop in sorted(row_loops, key=lambda each: depths[each]):
        loops[loop] = _loop_plan(shell, loop, row_loops)
    sides = tuple(
        Side(table, loop, _side_plan(told, table, loop))
        for table in told.tables.values()
        if table.segment
        for loop in table.loops
    )
    return Plan(told, loops, sides, depths)


def _loop_plan(shell: Plan, loop: str, row_loops: dict[str, Table]) -> LoopPlan:
    told, table = shell.instructions, row_loops[loop]
    guide = told.guide
    within = [loop]
    for each in within:
        within += [
            child
            for child in guide.children[each]
            if child not in row_loops and child not in within
        ]
    fills: dict[str, list[tuple[Source, Fill]]] = {each: [] for each in within}
    for column in table.columns:
        for turn, source in enumerate(column.sources if column.kind not in MADE else ()):
            where = source.loop or loop
            if where in fills:
                fills[where].append((source, Fill(column.name, column, source, turn)))
    blocks = {each: _segments(told, each, fills[each]) for each in within}
    return LoopPlan(loop, table, blocks, owners_of(shell, table, loop, row_loops))


def owners_of(
    shell: Plan, table: Table, loop: str, row_loops: dict[str, Table]
) -> tuple[tuple[str, str], ...]:
    """Return the loops with rows that a row may stand in, and the column that names them."""
    guide = shell.instructions.guide
    above = [] if loop == HEADER else list(guide.loops[loop].parents)
    if table.segment:
        above = [loop]
    for each in above:
        if each not in row_loops:
            above += [parent for parent in guide.loops[each].parents if parent not in above]
    found = sorted({each for each in above if each in row_loops}, key=lambda at: -shell.depths[at])
    named = {
        word: column.name
        for column in table.columns
        if column.kind == "row"
        for word, _ in column.words
    }
    return tuple(
        (each, "transaction_row" if each == HEADER else named[each])
        for each in found
        if each == HEADER or each in named
    )


def _segments(
    told: Instructions, loop: str, fills: list[tuple[Source, Fill]]
) -> tuple[SegmentPlan, ...]:
    """Return a loop's segments in the guide's order, one for each qualifier filled."""
    found: dict[tuple[int, str], list[Fill]] = {}
    segments = told.guide.loops[loop].segments
    for source, fill in fills:
        key = (_place_of(segments, source), "".join(source.qualifiers[:1]))
        found.setdefault(key, []).append(fill)
    plans = []
    for at, segment in enumerate(segments):
        if segment.id in ENVELOPE_IDS:
            continue
        keys = [key for key in found if key[0] == at]
        for key in keys:
            own = SegmentPlan(loop, segment, _qualifiers(found[key]), tuple(found[key]), segments)
            plans += [own, *_continued(own)]
        if not keys:
            plans.append(SegmentPlan(loop, segment, ()))
    return tuple(plans)


MOST_IN_A_ROW = 4


def _continued(plan: SegmentPlan) -> list[SegmentPlan]:
    """Return the segments that a list goes on in where one does not hold it."""
    lists = [fill for fill in plan.fills if fill.source.last]
    if not lists or len(lists) < len(plan.fills) or plan.segment.repeat == 1:
        return []
    count = min(plan.segment.repeat or MOST_IN_A_ROW, MOST_IN_A_ROW)
    size = lists[0].source.last - lists[0].source.position + 1
    return [
        replace(plan, fills=tuple(replace(fill, start=time * size) for fill in lists))
        for time in range(1, count)
    ]


def _qualifiers(fills: list[Fill]) -> tuple[str, ...]:
    return max((fill.source.qualifiers for fill in fills), key=len)


def _place_of(segments: tuple[Segment, ...], source: Source) -> int:
    told = source.where[2] if source.where and not source.where[0] else ()
    for at, segment in enumerate(segments):
        if segment.id == source.segment and set(told) & set(segment.qualifiers):
            return at
    for at, segment in enumerate(segments):
        if segment.id != source.segment:
            continue
        if not source.qualifiers or not segment.qualifiers:
            return at
        if set(source.qualifiers) & set(segment.qualifiers):
            return at
    raise ValueError(f"No segment of the loop is {source.segment} {source.qualifiers}")


def _side_plan(told: Instructions, table: Table, loop: str) -> SegmentPlan:
    """Return the plan of a side's segment: a moving column has a name for each of its places."""
    segments = told.guide.loops[loop].segments
    segment = next(each for each in segments if each.id == table.segment)
    fills = []
    for column in table.columns:
        for turn, source in enumerate(column.sources if column.kind not in MADE else ()):
            is_own = source.segment == table.segment and source.loop in ("", loop)
            if not is_own:
                continue
            times = range(table.times if source.is_moving else 1)
            fills += [_moved(column, source, turn, time, table.step) for time in times]
    return SegmentPlan(loop, segment, (), tuple(fills), segments)


def _moved(column: Column, source: Source, turn: int, time: int, step: int) -> Fill:
    name = f"{column.name}@{time}" if source.is_moving else column.name
    shifted = Source(
        source.loop, source.segment, source.qualifiers, source.position + time * step,
        component=source.component, through=source.through, last=source.last,
        where=source.where,
    )  # fmt: skip
    return Fill(name, column, shifted, turn)
