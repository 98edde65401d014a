"""Segments as expressions over a table's rows, with what cannot be written in them."""

from dataclasses import dataclass, field

import polars as pl

from gaitbelt.edges.x12.guide.model import Element
from gaitbelt.edges.x12.write.cells import (
    LISTS,
    Active,
    Cell,
    Place,
    cells,
    constant_of,
    entries,
    is_repeated,
)
from gaitbelt.edges.x12.write.instructions import Instructions
from gaitbelt.edges.x12.write.marks import Marks
from gaitbelt.edges.x12.write.plan import MOST_IN_A_ROW, Fill, SegmentPlan

CODES = ("code", "codes")
WORDS = ("text", "code", "codes", "repeats")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that keeps a row's segment from being written: where ``holds`` is true.

    ``kind`` is missing, long, short, code, sign or many; ``limit`` the length or number that
    is passed. Only sign and many keep a row from being written as it is.
    """

    plan: SegmentPlan
    kind: str
    place: Place
    column: str
    holds: pl.Expr
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """A segment of a row: its text, whether the row holds anything of it, and its faults.

    ``has`` is null where no column fills it. The text is there on every row: whether the
    segment is written is for the loop to say.
    """

    plan: SegmentPlan
    text: pl.Expr
    has: pl.Expr | None
    missing: list[Fault] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Values:
    """What stands in a segment's elements: from columns first, then what is the guide's."""

    plan: SegmentPlan
    told: Instructions
    own: dict[Place, list[Cell]]

    def text(self, place: Place) -> pl.Expr | None:
        """Return an element's text, None where nothing fills it."""
        given = [each.text for each in self.own.get(place, []) if "with" not in each.kind]
        waiting = [each for each in self.own.get(place, []) if "with" in each.kind]
        for each in waiting:
            partner = self._filled((int(each.kind.split()[1]), 0))
            if partner is not None:
                given.append(pl.when(partner.is_not_null()).then(each.text))
        element = self.plan.element(*place)
        constant = constant_of(self.plan, element) if element else None
        if constant is not None:
            given.append(pl.lit(constant))
        elif element is not None and not given:
            given += self._before_partner(element)
        return pl.coalesce(given) if given else None

    def _before_partner(self, element: Element) -> list[pl.Expr]:
        """Return the only code of an element where the next one is filled."""
        place = (element.position, element.component)
        if any((own.source.position, own.source.component) == place for own in self.plan.fills):
            return []
        is_code = element.usage == "S" and len(element.codes) == 1 and not element.component
        partner = self._filled((element.position + 1, 0)) if is_code else None
        if partner is None:
            return []
        code = next(iter(element.codes))
        return [pl.when(partner.is_not_null()).then(pl.lit(code))]

    def _filled(self, place: Place) -> pl.Expr | None:
        texts = [each.text for each in self.own.get(place, []) if each.column]
        return pl.coalesce(texts) if texts else None

    def has(self) -> pl.Expr | None:
        """Return whether a column fills any of it, None where none can."""
        texts = [each.text for own in self.own.values() for each in own if each.column]
        if not texts:
            return None
        return pl.any_horizontal([each.is_not_null() for each in texts])

    def parts(self, position: int) -> list[pl.Expr | None]:
        """Return a composite's components up to the last that something fills."""
        inside = [each for each in self.plan.segment.elements if each.position == position]
        texts = [self.text((position, each.component)) for each in inside if each.component]
        while texts and texts[-1] is None:
            texts.pop()
        return texts


def made(
    plan: SegmentPlan,
    told: Instructions,
    active: Active,
    present: set[str],
    marks: Marks,
    computed: dict[Place, pl.Expr] | None = None,
) -> Made:
    """Return a segment over a table's rows; ``computed`` are elements that follow from others."""
    own: dict[Place, list[Cell]] = {}
    for each in cells(plan, told, active, present):
        own.setdefault(each.place, []).append(each)
    for place, text in (computed or {}).items():
        element = plan.element(*place)
        if element is not None and element.usage != "N":
            own.setdefault(place, []).append(Cell(place, text))
    values = Values(plan, told, own)
    repeated = [fill for fill in plan.fills if fill.name in present and is_repeated(plan, fill)]
    if repeated:
        return _one_for_each(plan, repeated[0], values, marks)
    line = _line(values, present, marks)
    return Made(
        plan,
        pl.concat_str(line, pl.lit(marks.end)),
        _has(plan, values, present),
        _missing(values, told),
        _faults(plan, values, {fill.name for fill in _active(plan, active, present)}, marks),
    )


def _line(values: Values, present: set[str], marks: Marks) -> pl.Expr:
    """Return a segment without what ends it."""
    plan = values.plan
    composites = {position for position, _ in plan.segment.composites}
    texts: list[pl.Expr | None] = []
    last = max([each.position for each in plan.segment.elements], default=0)
    for position in range(1, last + 1):
        if position in composites:
            texts.append(_joined(values.parts(position), marks))
        else:
            repeated_ = _repetition(plan, position, present, marks)
            texts.append(values.text((position, 0)) if repeated_ is None else repeated_)
    while texts and texts[-1] is None:
        texts.pop()
    blank = pl.lit("")
    return pl.concat_str(
        [
            pl.lit(plan.segment.id),
            *(blank if each is None else each.fill_null("") for each in texts),
        ],
        separator=marks.element,
    ).str.strip_chars_end(marks.element)


def _active(plan: SegmentPlan, active: Active, present: set[str]) -> list[Fill]:
    """Return the fills that are written from at all."""
    return [
        fill
        for fill in plan.fills
        if fill.name in present
        and ((fill.name, fill.turn) not in active or active[fill.name, fill.turn] is not None)
    ]


def _has(plan: SegmentPlan, values: Values, present: set[str]) -> pl.Expr | None:
    has = values.has()
    lists = [
        pl.col(fill.name).list.len() > 0
        for fill in plan.fills
        if fill.column.kind == "repeats" and fill.name in present
    ]
    if not lists:
        return has
    return pl.any_horizontal([*lists, *([] if has is None else [has])]).fill_null(value=False)


def _repetition(
    plan: SegmentPlan, position: int, present: set[str], marks: Marks
) -> pl.Expr | None:
    for fill in plan.fills:
        is_here = fill.source.position == position and fill.name in present
        if fill.column.kind == "repeats" and is_here:
            return pl.col(fill.name).list.join(marks.repetition)
    return None


def _joined(parts: list[pl.Expr | None], marks: Marks) -> pl.Expr | None:
    if not parts:
        return None
    blank = pl.lit("")
    texts = [blank if each is None else each.fill_null("") for each in parts]
    whole = pl.concat_str(texts, separator=marks.component).str.strip_chars_end(marks.component)
    return pl.when(whole != "").then(whole)


def _one_for_each(plan: SegmentPlan, fill: Fill, values: Values, marks: Marks) -> Made:
    """Return one segment for each value of a list."""
    before = [plan.segment.id]
    for position in range(1, fill.source.position):
        element = plan.element(position)
        before.append((constant_of(plan, element) if element else None) or "")
    head = marks.element.join(before) + marks.element
    line = pl.concat_str(pl.lit(head), pl.element().cast(pl.String), pl.lit(marks.end))
    text = pl.col(fill.name).list.eval(line).list.join("")
    has = pl.col(fill.name).list.len().fill_null(0) > 0
    return Made(plan, text, has, [], _faults(plan, values, {fill.name}, marks))


def _missing(values: Values, told: Instructions) -> list[Fault]:
    """Return a fault for each required element, where it is empty."""
    plan, found = values.plan, []
    composites = {position for position, _ in plan.segment.composites}
    free = {
        each.position
        for each in told.optional
        if each.loop == plan.loop and each.segment == plan.segment.id
    }
    for element in plan.segment.elements:
        is_whole = element.position in composites and not element.component
        is_free = element.position in free
        if element.usage != "R" or is_whole or (is_free and not element.component):
            continue
        place = (element.position, element.component)
        text = values.text(place)
        holds = pl.lit(value=True) if text is None else text.is_null()
        if element.component:
            whole = _used(values, element.position)
            outer = plan.element(element.position)
            is_free = is_free or outer is None or outer.usage != "R"
            if whole is None and is_free:
                continue
            holds = holds if not is_free or whole is None else holds & whole
        found.append(Fault(plan, "missing", place, _column_of(values, place), holds))
    return found


def _used(values: Values, position: int) -> pl.Expr | None:
    parts = [
        each.text
        for place, own in values.own.items()
        for each in own
        if place[0] == position and each.column
    ]
    return pl.any_horizontal([each.is_not_null() for each in parts]) if parts else None


def _column_of(values: Values, place: Place) -> str:
    named = [each.column for each in values.own.get(place, []) if each.column]
    fills = [
        fill.column.name
        for fill in values.plan.fills
        if (fill.source.position, fill.source.component) == place
    ]
    return (named or fills or [""])[0]


def _faults(plan: SegmentPlan, values: Values, present: set[str], marks: Marks) -> list[Fault]:
    found: list[Fault] = []
    for place, own in values.own.items():
        element = plan.element(*place)
        for cell in own:
            if cell.column and element is not None:
                found += _of_value(plan, element, cell, marks)
    for fill in plan.fills:
        if fill.name not in present or fill.column.kind not in LISTS:
            continue
        place = (fill.source.position, fill.source.component)
        if fill.column.kind == "repeats" or is_repeated(plan, fill):
            text = pl.col(fill.name).list.join(" ")
            holds = text.str.contains_any(list(marks.signs))
            found.append(Fault(plan, "sign", place, fill.column.name, holds))
        else:
            limit = entries(fill) * _times(plan, fill)
            holds = pl.col(fill.name).list.len() > limit
            found.append(Fault(plan, "many", place, fill.column.name, holds, limit))
    return found


def _times(plan: SegmentPlan, fill: Fill) -> int:
    is_continued = fill.source.last and len(plan.fills) == 1 and plan.segment.repeat != 1
    return min(plan.segment.repeat or MOST_IN_A_ROW, MOST_IN_A_ROW) if is_continued else 1


def _of_value(plan: SegmentPlan, element: Element, cell: Cell, marks: Marks) -> list[Fault]:
    found = []
    text, name = cell.text, cell.column.partition("@")[0]
    if cell.kind in WORDS:
        holds = text.str.contains_any(list(marks.signs))
        found.append(Fault(plan, "sign", cell.place, name, holds))
        size = text.str.len_chars()
        found.append(Fault(plan, "long", cell.place, name, size > element.most, element.most))
        found.append(Fault(plan, "short", cell.place, name, size < element.least, element.least))
    codes = _allowed(plan, element)
    if codes:
        holds = text.is_not_null() & ~text.is_in(sorted(codes))
        found.append(Fault(plan, "code", cell.place, name, holds))
    return found


def _allowed(plan: SegmentPlan, element: Element) -> set[str]:
    """Return the codes that an element may hold, in any segment of its id that may be meant."""
    segment = plan.segment
    alike = [each for each in plan.alike if each.id == segment.id and not plan.qualifiers]
    found = set(element.codes)
    for each in alike:
        own = [
            other for other in each.elements
            if (other.position, other.component) == (element.position, element.component)
        ]  # fmt: skip
        if any(not other.codes for other in own) and not each.qualifiers:
            return set()
        found |= {code for other in own for code in other.codes}
    is_qualifier = element.position == segment.qualified_at and segment.qualifiers
    if is_qualifier and element.component in (0, 1):
        every = alike or [segment]
        found |= {code for each in every for code in each.qualifiers}
    return found
