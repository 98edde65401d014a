"""Tables made ready for writing: every column there, every row with the loop it stands in."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from gaitbelt.edges.x12.fill import DTYPES
from gaitbelt.edges.x12.guide.load import HEADER
from gaitbelt.edges.x12.guide.model import Table
from gaitbelt.edges.x12.write.plan import LoopPlan, Plan, Side, owners_of
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.tables.x12_origin import X12_ORIGIN

ID, AT, OWNER, OWNER_LOOP, LOOP = "_id", "_at", "_owner", "_owner_loop", "_loop"
_FILE_STEP = 1 << 40

Frames = dict[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Ready:
    """The rows of each loop, and those of each side with their segments side by side.

    ``problems`` tell of rows that stand nowhere.
    """

    loops: Frames
    sides: list[tuple[Side, pl.DataFrame]]
    stray: list[tuple[Table, pl.DataFrame]]


def ready(tables: Mapping[str, pl.DataFrame], plan: Plan) -> Ready:
    """Return the tables as the loops of a plan, each row with its owner."""
    told = plan.instructions
    typed = {name: _typed(tables.get(name), table) for name, table in told.tables.items()}
    typed = _apart(typed, plan)
    stray: list[tuple[Table, pl.DataFrame]] = []
    loops: Frames = {}
    for loop, own in plan.loops.items():
        rows = typed[own.table.name]
        if len(own.table.loops) > 1:
            rows = rows.filter(_loop_of(own.table) == loop)
        rows = _owned(rows, loop, own.owners)
        if loop != HEADER:
            is_known = _is_known(rows, loops)
            stray.append((own.table, rows.filter(~is_known)))
            rows = rows.filter(is_known)
        loops[loop] = rows
        _check_ids(rows, own)
    sides = []
    for side in plan.sides:
        rows = typed[side.table.name]
        if len(side.table.loops) > 1:
            rows = rows.filter(_loop_of(side.table) == side.loop)
        owners = owners_of(plan, side.table, side.loop, {k: v.table for k, v in plan.loops.items()})
        rows = _owned(rows, side.loop, owners)
        is_known = _is_known(rows, loops)
        stray.append((side.table, rows.filter(~is_known)))
        sides.append((side, _wide(rows.filter(is_known), side)))
    return Ready(loops, sides, [each for each in stray if each[1].height])


def _typed(rows: pl.DataFrame | None, table: Table) -> pl.DataFrame:
    """Return a table with every column that may be written, and its rows numbered."""
    shape = {**{each.name: DTYPES[each.kind] for each in table.columns}, **X12_ORIGIN}
    given = rows if rows is not None else pl.DataFrame(schema=shape)
    columns = []
    for name, dtype in shape.items():
        if name not in given.columns:
            columns.append(pl.lit(None, dtype).alias(name))
            continue
        is_money = dtype.is_decimal()
        if is_money and given[name].dtype.is_float():
            raise ImpossibleInput(
                f"Column {name} of {table.name} holds amounts as floating point numbers, which "
                "are not exact. Give them as decimals."
            )
        columns.append(pl.col(name).cast(dtype))
    frame = given.select(columns) if given.width else pl.DataFrame(schema=shape)
    own = pl.int_range(1, pl.len() + 1, dtype=pl.Int64)
    return frame.with_columns(
        pl.col("transaction_row").fill_null(0),
        own.alias(AT),
    )


def _apart(typed: Frames, plan: Plan) -> Frames:
    """Return the tables with row numbers that differ between files."""
    every = pl.concat([each["source_file"] for each in typed.values()]).drop_nulls().unique()
    if len(every) < 2:
        return typed
    order = {name: at for at, name in enumerate(every.sort().to_list())}
    shift = pl.col("source_file").replace_strict(order, default=0, return_dtype=pl.Int64)
    found = {}
    for name, rows in typed.items():
        keys = [each.name for each in plan.instructions.tables[name].columns if each.kind == "row"]
        keys += ["transaction_row", "source_row"]
        found[name] = rows.with_columns(pl.col(keys) + shift * _FILE_STEP)
    return found


def _loop_of(table: Table) -> pl.Expr:
    """Return which of a table's loops each row is of: its word, else the innermost named."""
    named = pl.lit(None, pl.String)
    keys = {
        word: column.name
        for column in table.columns
        if column.kind == "row"
        for word, _ in column.words
    }
    for loop in table.loops:
        if loop in keys:
            named = pl.when(pl.col(keys[loop]).is_not_null()).then(pl.lit(loop)).otherwise(named)
    for column in table.columns:
        if column.kind == "word":
            words = {word: loop for loop, word in column.words}
            told = pl.col(column.name).replace_strict(words, default=None, return_dtype=pl.String)
            named = pl.coalesce(told, named)
    return named


def _owned(rows: pl.DataFrame, loop: str, owners: tuple[tuple[str, str], ...]) -> pl.DataFrame:
    """Return rows with their own number and the innermost row that they stand in."""
    own = "transaction_row" if loop == HEADER else "source_row"
    owner, where = pl.lit(None, pl.Int64), pl.lit(None, pl.String)
    for outer, column in reversed(owners):
        is_there = pl.col(column).is_not_null()
        owner = pl.when(is_there).then(pl.col(column)).otherwise(owner)
        where = pl.when(is_there).then(pl.lit(outer)).otherwise(where)
    return rows.with_columns(
        pl.coalesce(own, -pl.col(AT)).alias(ID), owner.alias(OWNER), where.alias(OWNER_LOOP)
    )


def _is_known(rows: pl.DataFrame, loops: Frames) -> pl.Expr:
    """Return whether the row that each stands in is there."""
    known = pl.lit(value=False)
    for loop in rows[OWNER_LOOP].drop_nulls().unique().to_list():
        ids = loops[loop][ID].unique()
        is_in = (pl.col(OWNER_LOOP) == loop) & pl.col(OWNER).is_in(ids.implode())
        known = known | is_in.fill_null(value=False)
    return known


def _check_ids(rows: pl.DataFrame, own: LoopPlan) -> None:
    if rows[ID].n_unique() == rows.height:
        return
    name = "transaction_row" if own.loop == HEADER else "source_row"
    raise ImpossibleInput(
        f"Rows of {own.table.name} share a {name}, so what stands under them cannot be told "
        f"apart. Give each its own {name}."
    )


def _wide(rows: pl.DataFrame, side: Side) -> pl.DataFrame:
    """Return one row per segment: the places of a segment stand side by side."""
    table = side.table
    if table.times == 1:
        return rows
    moving = [each.name for each in table.columns if any(s.is_moving for s in each.sources)]
    fixed = [
        each.name
        for each in table.columns
        if each.sources and each.name not in moving and each.sources[0].loop in ("", side.loop)
    ]
    run = pl.struct(OWNER, *fixed).rle_id().cast(pl.Int64)
    rows = rows.with_columns(_run=run)
    turn = pl.int_range(pl.len(), dtype=pl.Int64).over("_run") // table.times
    loose = pl.struct("_run", turn.alias("_turn")).rle_id().cast(pl.Int64)
    rows = rows.with_columns(
        _segment=pl.coalesce("source_row", -loose - 1), _order=pl.int_range(pl.len())
    )
    position = [each.name for each in table.columns if each.kind == "position"]
    told = pl.col(position[0]) if position else pl.lit(None, pl.Int64)
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(OWNER, "_segment")
    rows = rows.with_columns(_place=pl.coalesce(told, place))
    key = [OWNER, "_segment"]
    base = rows.unique(key, keep="first", maintain_order=True)
    for time in range(table.times):
        own = rows.filter(pl.col("_place") == time + 1)
        if own.is_empty():
            continue
        named = [pl.col(name).alias(f"{name}@{time}") for name in moving]
        base = base.join(
            own.select(*key, *named).unique(key, keep="first"),
            on=key, how="left", maintain_order="left", nulls_equal=True,
        )  # fmt: skip
    return base
