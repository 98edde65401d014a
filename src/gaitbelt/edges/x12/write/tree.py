"""Loops put together from their rows: what stands under what, and in which order."""

from dataclasses import dataclass, field

import polars as pl

from gaitbelt.edges.x12.guide.load import HEADER
from gaitbelt.edges.x12.guide.model import Segment
from gaitbelt.edges.x12.write.cells import Place
from gaitbelt.edges.x12.write.frames import ID, OWNER, OWNER_LOOP, Frames, Ready
from gaitbelt.edges.x12.write.marks import Marks
from gaitbelt.edges.x12.write.plan import LoopPlan, Plan, Side
from gaitbelt.edges.x12.write.segments import Made, made
from gaitbelt.edges.x12.write.sources import active_sources

HL, HL_UP, HL_CHILD, LX = "_hl", "_hl_up", "_hl_child", "_lx"
TEXT = "_text"
_STEP = 1 << 40


@dataclass(frozen=True, slots=True)
class Block:
    """A loop of a row: its segments, and whether the row has it."""

    loop: str
    segments: tuple[Made, ...]
    exists: pl.Expr


@dataclass(frozen=True, slots=True)
class Branch:
    """The rows of a loop with its blocks as expressions over them."""

    plan: LoopPlan
    rows: pl.DataFrame
    blocks: dict[str, Block] = field(default_factory=dict)


def child_column(loop: str) -> str:
    """Return the column that holds the text of the loops of an id under a row."""
    return f"_in_{loop}"


def side_column(loop: str, segment: Segment) -> str:
    """Return the column that holds the text of a side's segments under a row."""
    return f"_at_{loop}_{segment.label}"


def branches(ready: Ready, plan: Plan, marks: Marks) -> dict[str, Branch]:
    """Return each loop's rows with what is made of them; children are only marked as there."""
    found = {}
    for loop, own in plan.loops.items():
        rows = ready.loops[loop].with_columns(
            pl.lit("1").alias(HL), pl.lit("1").alias(HL_UP), pl.lit("0").alias(HL_CHILD),
            pl.int_range(1, pl.len() + 1).over(OWNER_LOOP, OWNER).cast(pl.String).alias(LX),
        )  # fmt: skip
        rows = _with_presence(rows, loop, ready, plan)
        found[loop] = Branch(own, rows, _blocks(own, rows, plan, marks))
    return found


def _with_presence(rows: pl.DataFrame, loop: str, ready: Ready, plan: Plan) -> pl.DataFrame:
    """Return rows with a mark for each loop and side that stands under them."""
    marks = []
    for child, own in plan.loops.items():
        if any(outer == loop for outer, _ in own.owners):
            inside = ready.loops[child].filter(pl.col(OWNER_LOOP) == loop)[OWNER].unique()
            marks.append(_mark(inside, child_column(child)))
    sides: dict[str, list[pl.Series]] = {}
    for side, segments in ready.sides:
        if plan.owner(side.loop) == loop:
            name = side_column(side.loop, side.plan.segment)
            sides.setdefault(name, []).append(segments[OWNER])
    marks += [_mark(pl.concat(ids).unique(), name) for name, ids in sides.items()]
    return rows.with_columns(marks)


def _mark(ids: pl.Series, name: str) -> pl.Expr:
    return pl.when(pl.col(ID).is_in(ids.implode())).then(pl.lit("")).alias(name)


def _blocks(own: LoopPlan, rows: pl.DataFrame, plan: Plan, marks: Marks) -> dict[str, Block]:
    told = plan.instructions
    present = {
        name for name in rows.columns if rows[name].null_count() < rows.height or not rows.height
    }
    active = active_sources(own, told, present)
    found: dict[str, Block] = {}
    for loop in reversed(own.blocks):
        segments = [
            made(each, told, active, present, marks, _computed(each.segment.id))
            for each in own.blocks[loop]
        ]
        if loop == own.loop:
            exists = pl.lit(value=True)
        else:
            exists = _exists(loop, segments, found, rows, plan)
        found[loop] = Block(loop, tuple(segments), exists)
    return found


def _computed(segment: str) -> dict[Place, pl.Expr]:
    """Return the elements of a segment that are counted."""
    if segment == "HL":
        return {(1, 0): pl.col(HL), (2, 0): pl.col(HL_UP), (4, 0): pl.col(HL_CHILD)}
    return {(1, 0): pl.col(LX)} if segment == "LX" else {}


def _exists(
    loop: str, segments: list[Made], found: dict[str, Block], rows: pl.DataFrame, plan: Plan
) -> pl.Expr:
    """Return whether a row has anything of a loop that has no rows of its own."""
    signs = [each.has for each in segments if each.has is not None]
    signs += [
        pl.col(name).is_not_null()
        for each in segments
        if (name := side_column(loop, each.plan.segment)) in rows.columns
    ]
    for child in plan.children(loop):
        if child in found:
            signs.append(found[child].exists)
        elif child_column(child) in rows.columns:
            signs.append(pl.col(child_column(child)).is_not_null())
    return pl.any_horizontal(signs) if signs else pl.lit(value=False)


def is_written(segment: Made, block: Block, rows: pl.DataFrame) -> pl.Expr | None:
    """Return whether a row's segment is written, None where it never is."""
    required = segment.plan.segment.usage == "R"
    if side_column(block.loop, segment.plan.segment) in rows.columns and segment.has is None:
        return None
    if not required:
        return segment.has
    lacks = [each.holds for each in segment.missing]
    whole = block.exists & ~pl.any_horizontal(lacks) if lacks else block.exists
    return whole if segment.has is None else whole | segment.has


def text_of(branch: Branch, loop: str, plan: Plan) -> pl.Expr:
    """Return the text of a loop of a row, with everything in it."""
    block, rows = branch.blocks[loop], branch.rows
    closing = plan.instructions.closing
    parts = _lines(block, rows, [s for s in block.segments if s.plan.segment.id not in closing])
    for child in plan.children(loop):
        if child in branch.blocks:
            inner = text_of(branch, child, plan)
            parts.append(pl.when(branch.blocks[child].exists).then(inner))
        elif child_column(child) in rows.columns:
            parts.append(pl.col(child_column(child)))
    parts += _lines(block, rows, [s for s in block.segments if s.plan.segment.id in closing])
    return pl.concat_str(parts, ignore_nulls=True) if parts else pl.lit("")


def _lines(block: Block, rows: pl.DataFrame, segments: list[Made]) -> list[pl.Expr]:
    """Return the texts of a loop's own segments, null where one is not written."""
    parts: list[pl.Expr] = []
    done: set[str] = set()
    for segment in segments:
        name = side_column(block.loop, segment.plan.segment)
        if name in rows.columns and name not in done:
            parts.append(pl.col(name))
            done.add(name)
        where = is_written(segment, block, rows)
        if where is not None:
            parts.append(pl.when(where).then(segment.text))
    return parts


def transactions(ready: Ready, plan: Plan, marks: Marks, known: dict[str, Branch]) -> pl.DataFrame:
    """Return the text of each transaction between ST and SE, in the order of its rows.

    ``known`` are the branches of the rows that these are some of.
    """
    frames = with_numbers(ready, plan)
    side_texts = [
        (side, _side_text(side, rows, plan, marks)) for side, rows in ready.sides if rows.height
    ]
    texts: Frames = {}
    for loop in reversed(plan.loops):
        place = pl.int_range(1, pl.len() + 1).over(OWNER_LOOP, OWNER).cast(pl.String)
        rows = frames[loop].with_columns(place.alias(LX))
        for child, own in plan.loops.items():
            if any(outer == loop for outer, _ in own.owners):
                rows = _joined(rows, texts[child], loop, child_column(child))
        rows = _with_sides(rows, loop, side_texts, plan)
        absent = [name for name in known[loop].rows.columns if name not in rows.columns]
        rows = rows.with_columns(pl.lit(None, pl.String).alias(name) for name in absent)
        branch = Branch(known[loop].plan, rows, known[loop].blocks)
        texts[loop] = rows.select(ID, OWNER, OWNER_LOOP, text_of(branch, loop, plan).alias(TEXT))
    return texts[HEADER]


def _side_text(side: Side, rows: pl.DataFrame, plan: Plan, marks: Marks) -> pl.DataFrame:
    present = {name for name in rows.columns if rows[name].null_count() < rows.height}
    whole = made(side.plan, plan.instructions, {}, present, marks)
    return rows.select(OWNER, OWNER_LOOP, whole.text.alias(TEXT))


def _with_sides(
    rows: pl.DataFrame, loop: str, sides: list[tuple[Side, pl.DataFrame]], plan: Plan
) -> pl.DataFrame:
    for side, texts in sides:
        if plan.owner(side.loop) == loop:
            rows = _joined(rows, texts, loop, side_column(side.loop, side.plan.segment))
    return rows


def _joined(rows: pl.DataFrame, texts: pl.DataFrame, loop: str, name: str) -> pl.DataFrame:
    """Return rows with the texts that stand under each, one after the other."""
    own = texts.filter(pl.col(OWNER_LOOP) == loop)
    whole = own.group_by(OWNER, maintain_order=True).agg(pl.col(TEXT).str.join("").alias(name))
    kept = rows.drop(name) if name in rows.columns else rows
    return kept.join(whole, left_on=ID, right_on=OWNER, how="left", maintain_order="left")


def with_numbers(ready: Ready, plan: Plan) -> Frames:
    """Return the rows with their HL numbers: their own, their parent's, whether any is under."""
    guide = plan.instructions.guide
    levels = [loop for loop in plan.loops if guide.loops[loop].starter.id == "HL"]
    if not levels:
        return dict(ready.loops)
    paths: Frames = {}
    for depth, loop in enumerate(levels):
        rows = ready.loops[loop].select(ID, OWNER, OWNER_LOOP)
        rank = depth * _STEP
        own = rows.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + rank).alias("_own"))
        above = _above(own, paths)
        paths[loop] = above.with_columns(
            _path=pl.concat_list(pl.col("_path"), pl.col("_own")), _loop=pl.lit(loop)
        ).select(ID, "_transaction", "_path", "_loop", OWNER, OWNER_LOOP)
    every = pl.concat(list(paths.values())).sort("_transaction", "_path", maintain_order=True)
    number = pl.int_range(1, pl.len() + 1).over("_transaction")
    every = every.with_columns(number.alias("_number"))
    return {
        loop: _numbered(rows, loop, every, levels) if loop in levels else rows
        for loop, rows in ready.loops.items()
    }


def _above(own: pl.DataFrame, paths: Frames) -> pl.DataFrame:
    """Return rows with the transaction and the path of the row that each stands in."""
    top = own.filter(~pl.col(OWNER_LOOP).is_in(list(paths))).with_columns(
        _transaction=pl.col(OWNER), _path=pl.lit([], pl.List(pl.Int64))
    )
    found = [top]
    for loop, known in paths.items():
        inside = own.filter(pl.col(OWNER_LOOP) == loop)
        keyed = known.select(pl.col(ID).alias(OWNER), "_transaction", "_path")
        found.append(inside.join(keyed, on=OWNER, how="left", maintain_order="left"))
    return pl.concat(found, how="vertical")


def _numbered(
    rows: pl.DataFrame, loop: str, every: pl.DataFrame, levels: list[str]
) -> pl.DataFrame:
    own = every.filter(pl.col("_loop") == loop).select(ID, pl.col("_number").alias(HL))
    has_child = every.filter(pl.col(OWNER_LOOP) == loop)[OWNER].unique()
    rows = rows.join(own, on=ID, how="left", maintain_order="left")
    up = pl.lit(None, pl.Int64).alias(HL_UP)
    rows = rows.with_columns(
        up, pl.when(pl.col(ID).is_in(has_child.implode())).then(pl.lit("1")).otherwise(
            pl.lit("0")
        ).alias(HL_CHILD),
    )  # fmt: skip
    for outer in levels:
        keyed = every.filter(pl.col("_loop") == outer).select(
            pl.col(ID).alias(OWNER), pl.col("_number").alias("_up"), pl.lit(outer).alias(OWNER_LOOP)
        )
        rows = (
            rows.join(keyed, on=[OWNER, OWNER_LOOP], how="left", maintain_order="left")
            .with_columns(pl.coalesce(HL_UP, "_up").alias(HL_UP))
            .drop("_up")
        )
    return rows.with_columns(pl.col(HL, HL_UP).cast(pl.String))
