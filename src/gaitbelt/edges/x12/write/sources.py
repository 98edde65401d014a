"""Which of its sources a column with several is written to, row by row."""

import polars as pl

from gaitbelt.edges.x12.guide.model import Column, Source
from gaitbelt.edges.x12.write.cells import LISTS
from gaitbelt.edges.x12.write.instructions import Instructions, Preference
from gaitbelt.edges.x12.write.plan import MADE, LoopPlan

NEVER = pl.lit(value=False)

Active = dict[tuple[str, int], pl.Expr | None]


def active_sources(plan: LoopPlan, told: Instructions, present: set[str]) -> Active:
    """Return for columns with several sources where each is written to; None is nowhere.

    A column goes to its preferred source, the first unless told otherwise; where an earlier
    column of the row stands there already, to its next.
    """
    found: Active = {}
    earlier: list[Column] = []
    for column in plan.table.columns:
        if column.name not in present or column.kind in MADE:
            continue
        if len(column.sources) > 1:
            wish = told.preferences.get((plan.table.name, column.name), Preference(0))
            here = [
                turn
                for turn, source in enumerate(column.sources)
                if (source.loop or plan.loop) in plan.blocks
            ]
            if here and wish.turn not in here:
                wish = Preference(here[0])
            found |= _of(column, wish, earlier, present)
        earlier.append(column)
    return found


def _of(column: Column, wish: Preference, earlier: list[Column], present: set[str]) -> Active:
    turns = range(len(column.sources))
    found: Active = {(column.name, turn): None for turn in turns}
    if wish.partner:
        if wish.partner in present:
            is_wished = pl.col(wish.partner).is_not_null()
            return found | {
                (column.name, wish.turn): is_wished,
                (column.name, 0): ~is_wished,
            }
        return found | {(column.name, 0): pl.lit(value=True)}
    taken = [each.name for each in earlier if _shares(each, column.sources[wish.turn])]
    rest = [turn for turn in turns if turn != wish.turn]
    if not taken or column.kind in LISTS:
        return found | {(column.name, wish.turn): pl.lit(value=True)}
    is_taken = pl.any_horizontal(pl.col(taken).is_not_null())
    return found | {(column.name, wish.turn): ~is_taken, (column.name, rest[0]): is_taken}


def _shares(other: Column, source: Source) -> bool:
    place = (source.loop, source.segment, source.qualifiers, source.position, source.component)
    first = other.sources[0]
    return place == (
        first.loop, first.segment, first.qualifiers, first.position, first.component
    )  # fmt: skip
