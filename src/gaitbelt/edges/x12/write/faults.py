"""What cannot be written: which rows, why, and what to do."""

from dataclasses import dataclass

import polars as pl

from gaitbelt.edges.x12.guide.model import Table
from gaitbelt.edges.x12.problems import with_commas
from gaitbelt.edges.x12.write.frames import AT, ID, OWNER, OWNER_LOOP, Ready
from gaitbelt.edges.x12.write.marks import Marks
from gaitbelt.edges.x12.write.plan import Plan
from gaitbelt.edges.x12.write.segments import Fault, made
from gaitbelt.edges.x12.write.tree import Branch, child_column, side_column
from gaitbelt.tables.problem import PROBLEM

ALWAYS = ("sign", "many")
BAD = "_bad"


@dataclass(frozen=True, slots=True)
class Hit:
    """A condition over a loop's rows, with how it is told: code, segment, element, words."""

    code: str
    holds: pl.Expr
    segment: str
    element: str
    what: str
    fix: str


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows of a loop that cannot be written (their numbers), and the problems that say so."""

    bad: dict[str, pl.Series]
    problems: list[pl.DataFrame]


def judged(
    ready: Ready, plan: Plan, marks: Marks, known: dict[str, Branch], *, is_strict: bool
) -> Judged:
    """Return which rows of each loop cannot be written, and why.

    A row is told once for each thing that is wrong with it. With ``is_strict`` what the
    guide requires must be there; without, only what no file can hold is refused.
    """
    bad: dict[str, list[pl.Series]] = {loop: [] for loop in plan.loops}
    problems: list[pl.DataFrame] = []
    for loop, branch in known.items():
        hits = _hits(branch, plan, is_strict=is_strict)
        rows, told = _told(branch.rows, hits, branch.plan.table)
        bad[loop].append(rows[ID])
        problems += told
    for side, rows in ready.sides:
        present = {name for name in rows.columns if rows[name].null_count() < rows.height}
        segment = made(side.plan, plan.instructions, {}, present, marks)
        faults = [*segment.missing, *segment.faults]
        hits = [_of_fault(each, side.table) for each in faults if is_strict or each.kind in ALWAYS]
        found, told = _told(rows, hits, side.table)
        for owner in found[OWNER_LOOP].unique().drop_nulls().to_list():
            bad[owner].append(found.filter(pl.col(OWNER_LOOP) == owner)[OWNER])
        problems += told
    for table, rows in ready.stray:
        problems.append(_stray(table, rows))
    none = pl.Series([], dtype=pl.Int64)
    whole = {loop: pl.concat([none, *ids]).unique() for loop, ids in bad.items()}
    return Judged(whole, problems)


def _hits(branch: Branch, plan: Plan, *, is_strict: bool) -> list[Hit]:
    found: list[Hit] = []
    table = branch.plan.table
    for block in branch.blocks.values():
        for segment in block.segments:
            found += [
                _of_fault(each, table)
                for each in segment.faults
                if is_strict or each.kind in ALWAYS
            ]
            if is_strict:
                is_side = side_column(block.loop, segment.plan.segment) in branch.rows.columns
                found += [] if is_side else _missing(branch, block.loop, segment.missing, plan)
        found += _missing_loops(branch, block.loop, plan) if is_strict else []
    return found


def _missing(branch: Branch, loop: str, missing: list[Fault], plan: Plan) -> list[Hit]:
    if not missing:
        return []
    block, table = branch.blocks[loop], branch.plan.table
    segment = missing[0].plan
    own = next(each for each in block.segments if each.plan is segment)
    is_required = segment.segment.usage == "R"
    if is_required:
        where = block.exists
    elif own.has is not None:
        where = own.has
    else:
        return []
    del plan
    hits = []
    for fault in missing:
        hit = _of_fault(fault, table)
        hits.append(Hit(hit.code, fault.holds & where, hit.segment, hit.element, hit.what, hit.fix))
    return hits


def _missing_loops(branch: Branch, loop: str, plan: Plan) -> list[Hit]:
    """Return a hit for each loop that must stand in another, where it is absent."""
    guide = plan.instructions.guide
    found = []
    for child in plan.children(loop):
        if guide.loops[child].usage != "R":
            continue
        starter = guide.loops[child].starter
        if child in branch.blocks:
            exists = branch.blocks[child].exists
        elif child_column(child) in branch.rows.columns:
            exists = pl.col(child_column(child)).is_not_null()
        else:
            continue
        holds = branch.blocks[loop].exists & ~exists
        names = _columns_of(branch, child, plan)
        found.append(
            Hit(
                "loop-is-missing",
                holds,
                starter.id,
                "",
                f"loop {child} ({starter.label}) is required and nothing fills it",
                f"Fill {names} and write again.",
            )
        )
    return found


def _columns_of(branch: Branch, loop: str, plan: Plan) -> str:
    if loop not in branch.blocks:
        return f"a row of {plan.loops[loop].table.name} for it"
    names = [fill.name for segment in branch.blocks[loop].segments for fill in segment.plan.fills]
    table = branch.plan.table.name
    return f"{table}.{names[0]}" if names else f"the columns of loop {loop}"


def _of_fault(fault: Fault, table: Table) -> Hit:
    """Return a fault in words."""
    segment, (position, component) = fault.plan.segment, fault.place
    element = f"{segment.id}{position:02}" + (f"-{component}" if component else "")
    column = f"{table.name}.{fault.column}" if fault.column else "it"
    own = fault.plan.element(position, component)
    noun = fault.column.replace("_", " ") or (own.name.replace("_", " ") if own else "it")
    what, fix = _WORDS[fault.kind]
    told = {"noun": noun, "limit": fault.limit, "column": column, "element": element}
    fix = fix if fault.column else _FIX_WITHOUT_COLUMN
    return Hit(
        _CODES[fault.kind], fault.holds, segment.id, element,
        f"{what.format(**told)} (loop {fault.plan.loop}, {element})", fix.format(**told),
    )  # fmt: skip


_CODES = {
    "missing": "element-is-missing",
    "long": "too-long",
    "short": "too-short",
    "code": "code-not-in-guide",
    "sign": "holds-a-separator",
    "many": "too-many-values",
}
_WORDS = {
    "missing": ("the {noun} is empty, and the guide requires it", "Fill {column} and write again."),
    "long": (
        "the {noun} is longer than the {limit} characters that fit",
        "Shorten {column} and write again.",
    ),
    "short": (
        "the {noun} is shorter than the {limit} characters that the guide asks for",
        "Complete {column} and write again.",
    ),
    "code": ("the {noun} is not a code that the guide allows there", "Correct {column}."),
    "sign": (
        "the {noun} holds a separator or a line end of the file",
        "Choose other separators, or change {column}.",
    ),
    "many": ("the {noun} are more than the {limit} that fit", "Shorten the list in {column}."),
}
_FIX_WITHOUT_COLUMN = "No column of these tables holds {element}: leave what needs it empty."


def _told(
    rows: pl.DataFrame, hits: list[Hit], table: Table
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Return the rows that any hit holds for, and a problem for each."""
    if not hits or rows.is_empty():
        return rows.head(0), []
    marks = [each.holds.fill_null(value=False).any().alias(str(at)) for at, each in enumerate(hits)]
    is_hit = rows.select(marks).row(0)
    found = [hit for hit, held in zip(hits, is_hit, strict=True) if held]
    if not found:
        return rows.head(0), []
    holds = [each.holds.fill_null(value=False) for each in found]
    bad = rows.filter(pl.any_horizontal(holds))
    told = [_problems(bad.filter(holds[at]), hit, table) for at, hit in enumerate(found)]
    return bad, told


def _named(table: Table) -> pl.Expr:
    """Return how a message calls a row: by its claim and line where it has them."""
    row = pl.format(f"row {{}} of {table.name}", with_commas(pl.col(AT)))
    if not table.claim:
        return row
    claim = pl.format("claim {}", pl.col(table.claim))
    if table.line:
        line = pl.format(", line {}", pl.col(table.line))
        claim = pl.concat_str(claim, line.fill_null(""))
    return pl.coalesce(claim, row)


def _problems(rows: pl.DataFrame, hit: Hit, table: Table) -> pl.DataFrame:
    claim = pl.col(table.claim) if table.claim else pl.lit(None, pl.String)
    line = pl.col(table.line) if table.line else pl.lit(None, pl.Int64)
    return rows.select(
        file=pl.lit(table.name),
        row=pl.col(AT),
        segment=pl.lit(hit.segment or None),
        element=pl.lit(hit.element or None),
        byte_offset=pl.lit(None, pl.Int64),
        claim_id=claim,
        line_number=line,
        level=pl.lit("claim" if table.claim else "row"),
        problem_code=pl.lit(hit.code),
        message=pl.format(f"{{}}: {hit.what.replace('{', '')}.", _named(table)),
        fix=pl.lit(hit.fix),
    ).cast(PROBLEM)  # type: ignore[arg-type]  # polars types the mapping by class only


def _stray(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    keys = [each.name for each in table.columns if each.kind == "row"]
    named = ", ".join(f"{table.name}.{each}" for each in keys) or "transaction_row"
    hit = Hit(
        "stands-nowhere", pl.lit(value=True), "", "",
        "the row that it stands under is not there",
        f"Give {named} the source_row of the row it belongs to.",
    )  # fmt: skip
    return _problems(rows, hit, table)
