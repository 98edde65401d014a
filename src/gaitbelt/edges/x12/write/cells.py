"""Values of columns as the text of elements."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from gaitbelt.edges.x12.fill import DTYPES
from gaitbelt.edges.x12.guide.model import Column, Element
from gaitbelt.edges.x12.write.instructions import Instructions
from gaitbelt.edges.x12.write.plan import Fill, SegmentPlan

Place = tuple[int, int]
Active = Mapping[tuple[str, int], pl.Expr | None]
LISTS = ("codes", "pointers", "repeats")


@dataclass(frozen=True, slots=True)
class Cell:
    """The text of an element, null where it has none, and the column it comes from."""

    place: Place
    text: pl.Expr
    column: str = ""
    kind: str = "code"


def value_of(name: str, kind: str) -> pl.Expr:
    """Return a column as text, null where it is empty."""
    column = pl.col(name)
    match kind:
        case "money" | "quantity":
            text = column.cast(DTYPES[kind]).cast(pl.String)
            return text.str.strip_chars_end("0").str.strip_chars_end(".")
        case "date" | "through":
            return column.dt.strftime("%Y%m%d")
        case "text" | "code":
            text = column.str.strip_chars()
            return pl.when(text != "").then(text)
    return column.cast(pl.String)


def entries(fill: Fill) -> int:
    """Return how many places a list may fill."""
    source = fill.source
    parts = max(source.through - source.component + 1, 1) if source.through else 1
    return (max(source.last, source.position) - source.position + 1) * parts


def cells(plan: SegmentPlan, told: Instructions, active: Active, present: set[str]) -> list[Cell]:
    """Return what columns give to a segment's elements, several cells for one place too.

    ``active`` says for a column with several sources where each is written to; ``present``
    are the columns that hold anything.
    """
    found: list[Cell] = []
    for fill in plan.fills:
        key = (fill.name, fill.turn)
        if fill.name not in present or (key in active and active[key] is None):
            continue
        own = _list_cells(plan, fill) if fill.column.kind in LISTS else _plain(plan, fill, present)
        where = active.get(key)
        if where is not None:
            own = [replace(each, text=pl.when(where).then(each.text)) for each in own]
        found += own
    return [*found, *_defaulted(plan, told)]


def _defaulted(plan: SegmentPlan, told: Instructions) -> list[Cell]:
    """Return the codes that instructions give; with a partner they wait for it."""
    found = []
    for default in told.defaults:
        place = default.place
        is_here = place.loop == plan.loop and place.segment == plan.segment.id
        own = plan.qualifiers or plan.segment.qualifiers
        if is_here and (not place.qualifiers or set(place.qualifiers) <= set(own)):
            kind = f"with {default.partner}" if default.partner else "default"
            where = (place.position, place.component)
            found.append(Cell(where, pl.lit(default.code), "", kind))
    return found


def _plain(plan: SegmentPlan, fill: Fill, present: set[str]) -> list[Cell]:
    source, column = fill.source, fill.column
    place = (source.position, source.component)
    if column.kind == "through":
        return []
    text = value_of(fill.name, column.kind)
    through = _through(plan, fill, present)
    if through is not None:
        last = value_of(through, "through")
        text = (
            pl.when(pl.col(through).is_not_null())
            .then(pl.concat_str(text, pl.lit("-"), last))
            .otherwise(text)
        )
    found = [Cell(place, text, fill.name, column.kind)]
    if column.kind == "date" and plan.segment.id == "DTP" and place == (3, 0):
        code = pl.lit("D8")
        if through is not None:
            code = pl.when(pl.col(through).is_not_null()).then(pl.lit("RD8")).otherwise(code)
        found.append(Cell((2, 0), pl.when(text.is_not_null()).then(code)))
    if source.where is not None:
        at, part, codes = source.where
        where = (at or source.position, part)
        code = pl.lit(_code_for(plan, where, codes))
        found.append(Cell(where, pl.when(text.is_not_null()).then(code)))
    return found


def _through(plan: SegmentPlan, fill: Fill, present: set[str]) -> str | None:
    """Return the column that ends the range that this one begins."""
    for other in plan.fills:
        is_same = other.source.position == fill.source.position
        if other.column.kind == "through" and is_same and other.name in present:
            return other.name
    return None


def _code_for(plan: SegmentPlan, place: Place, codes: tuple[str, ...]) -> str:
    """Return the first of the codes that the guide allows there."""
    element = plan.element(*place)
    allowed: frozenset[str] | tuple[str, ...] = element.codes if element else frozenset()
    if place[0] == plan.segment.qualified_at and plan.segment.qualifiers:
        allowed = plan.qualifiers or plan.segment.qualifiers
    return next((each for each in codes if each in allowed), codes[0])


def _list_cells(plan: SegmentPlan, fill: Fill) -> list[Cell]:
    source, kind = fill.source, fill.column.kind
    if kind == "repeats" or is_repeated(plan, fill):
        return []
    found = []
    for at in range(entries(fill)):
        if source.through:
            place = (source.position, source.component + at)
        else:
            place = (source.position + at, source.component)
        text = value_at(fill.column, fill.name, at + fill.start)
        found.append(Cell(place, text, fill.name, kind))
        if source.where is not None and source.where[0] == 0:
            where = (place[0], source.where[1])
            code = pl.lit(_code_for(plan, where, source.where[2]))
            found.append(Cell(where, pl.when(text.is_not_null()).then(code)))
    return found


def value_at(column: Column, name: str, at: int) -> pl.Expr:
    """Return an entry of a list as text."""
    text = pl.col(name).list.get(at, null_on_oob=True).cast(pl.String)
    return text if column.kind == "pointers" else pl.when(text != "").then(text)


def is_repeated(plan: SegmentPlan, fill: Fill) -> bool:
    """Whether a list is written as one segment for each of its values."""
    is_list = fill.column.kind == "codes" and entries(fill) == 1
    return is_list and plan.segment.repeat != 1


def constant_of(plan: SegmentPlan, element: Element) -> str | None:
    """Return what an element holds whatever the row: a qualifier, or its only code."""
    segment = plan.segment
    is_qualified = element.position == segment.qualified_at and not element.component
    composites = {position for position, _ in segment.composites}
    if is_qualified and segment.qualifiers and element.position not in composites:
        return (plan.qualifiers or segment.qualifiers)[0]
    is_first = element.position == segment.qualified_at and element.component == 1
    if is_first and plan.qualifiers:
        return plan.qualifiers[0]
    if element.usage == "R" and len(element.codes) == 1:
        return next(iter(element.codes))
    return None
