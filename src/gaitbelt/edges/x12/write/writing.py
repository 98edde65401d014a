"""Tables as the bytes of an X12 file, and what of them could not be written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from gaitbelt.edges.x12.guide.load import HEADER
from gaitbelt.edges.x12.write.faults import judged
from gaitbelt.edges.x12.write.frames import ID, OWNER, OWNER_LOOP, Frames, Ready, ready
from gaitbelt.edges.x12.write.marks import (
    Envelope,
    Marks,
    closing,
    group_head,
    interchange_end,
    interchange_head,
    interchange_lines,
)
from gaitbelt.edges.x12.write.plan import Plan, plan_of
from gaitbelt.edges.x12.write.prepared import prepared
from gaitbelt.edges.x12.write.tree import TEXT, branches, transactions
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.tables.problem import PROBLEM

INTERCHANGE = "TA1"


@dataclass(frozen=True, slots=True)
class Written:
    """A file's bytes, what could not be written, and how many rows of each table were.

    ``data`` is empty where nothing could be written. ``rows`` counts the rows of tables that
    are loops; ``refused`` those among them that were left out.
    """

    data: bytes
    problems: pl.DataFrame
    rows: dict[str, int]
    refused: dict[str, int]
    transaction_count: int = 0


def write_x12(
    tables: Mapping[str, pl.DataFrame],
    kind: str,
    envelope: Envelope,
    marks: Marks | None = None,
    *,
    is_strict: bool = True,
) -> Written:
    """Return tables as one interchange of one transaction set.

    ``tables`` have the columns that reading gives; rows are tied by ``source_row`` and the
    columns that name it, ``transaction_row`` parts the transactions. What cannot be written
    is refused with its whole claim (837) or transaction (others), and the rest is written.
    ``is_strict`` refuses what the guide requires and the tables do not have; without it only
    what no file can hold is refused. Raises ImpossibleInput where a transaction set is not
    written here, amounts are floats or rows share their number.
    """
    signs = marks or Marks()
    if kind == INTERCHANGE:
        return _interchange_answers(tables, envelope, signs)
    plan = plan_of(kind)
    whole = ready(prepared(tables, plan.instructions), plan)
    known = branches(whole, plan, signs)
    verdict = judged(whole, plan, signs, known, is_strict=is_strict)
    kept = without(whole, verdict.bad, plan)
    texts = transactions(kept, plan, signs, known)
    problems = pl.concat([pl.DataFrame(schema=PROBLEM), *verdict.problems])
    names = {loop: own.table.name for loop, own in plan.loops.items()}
    before, after = _counted(whole.loops, names), _counted(kept.loops, names)
    return Written(
        _file(texts, plan, envelope, signs, interchange_lines(tables, signs)),
        problems.sort("file", "row", "problem_code", maintain_order=True),
        after,
        {name: before[name] - after[name] for name in before},
        texts.height,
    )


def _counted(loops: Frames, names: dict[str, str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for loop, rows in loops.items():
        found[names[loop]] = found.get(names[loop], 0) + rows.height
    return found


def without(whole: Ready, bad: dict[str, pl.Series], plan: Plan) -> Ready:
    """Return the rows that are written: those of no unit in which anything is bad.

    A row that has lost everything that stood under it is not written either.
    """
    told = plan.instructions
    refused: dict[str, pl.Series] = dict(bad)
    unit_depth = plan.depths[told.unit]
    for loop in reversed(plan.loops):
        if plan.depths[loop] <= unit_depth:
            continue
        rows = whole.loops[loop].filter(pl.col(ID).is_in(refused[loop].implode()))
        for outer in rows[OWNER_LOOP].unique().to_list():
            ids = rows.filter(pl.col(OWNER_LOOP) == outer)[OWNER]
            refused[outer] = pl.concat([refused[outer], ids]).unique()
    loops: Frames = {}
    for loop, rows in whole.loops.items():
        kept = rows.filter(~pl.col(ID).is_in(refused[loop].implode()))
        loops[loop] = kept if loop == HEADER else _under(kept, loops)
    loops = _pruned(whole.loops, loops, plan)
    sides = [(side, _under(rows, loops)) for side, rows in whole.sides]
    return Ready(loops, sides, [])


def _under(rows: pl.DataFrame, loops: Frames) -> pl.DataFrame:
    """Return the rows whose owner is among the loops."""
    is_there = pl.lit(value=False)
    for loop in rows[OWNER_LOOP].drop_nulls().unique().to_list():
        ids = loops[loop][ID].implode()
        is_there = is_there | ((pl.col(OWNER_LOOP) == loop) & pl.col(OWNER).is_in(ids))
    return rows.filter(is_there)


def _pruned(before: Frames, loops: Frames, plan: Plan) -> Frames:
    """Return the loops without the rows that had others under them and have none left."""
    for loop in reversed(plan.loops):
        children = [
            child for child, own in plan.loops.items() if any(at == loop for at, _ in own.owners)
        ]
        if not children:
            continue
        had = _owners(before, children, loop)
        has = _owners(loops, children, loop)
        is_empty = pl.col(ID).is_in(had.implode()) & ~pl.col(ID).is_in(has.implode())
        loops[loop] = loops[loop].filter(~is_empty)
    return loops


def _owners(frames: Frames, children: list[str], loop: str) -> pl.Series:
    return pl.concat(
        [frames[each].filter(pl.col(OWNER_LOOP) == loop)[OWNER] for each in children]
    ).unique()


def _interchange_answers(
    tables: Mapping[str, pl.DataFrame], envelope: Envelope, marks: Marks
) -> Written:
    """Return answers to interchanges (TA1) in an interchange without groups."""
    lines = interchange_lines(tables, marks)
    whole = [interchange_head(envelope, marks), *lines, interchange_end(envelope, marks, 0)]
    data = "".join(whole).encode() if lines else b""
    problems = pl.DataFrame(schema=PROBLEM)
    return Written(data, problems, {"interchanges": len(lines)}, {"interchanges": 0})


def _file(
    texts: pl.DataFrame, plan: Plan, envelope: Envelope, marks: Marks, before: list[str]
) -> bytes:
    """Return the transactions in their envelopes, behind answers to interchanges."""
    if texts.is_empty():
        alone = [interchange_head(envelope, marks), *before, interchange_end(envelope, marks, 0)]
        return "".join(alone).encode() if before else b""
    told = plan.instructions
    head = interchange_head(envelope, marks) + "".join(before)
    head += group_head(envelope, marks, told.group, told.version)
    lines = _wrapped(texts, plan, marks, envelope.first_transaction_number)
    return b"".join([head.encode(), *lines, closing(envelope, marks, texts.height).encode()])


def _wrapped(texts: pl.DataFrame, plan: Plan, marks: Marks, first: int) -> list[bytes]:
    """Return each transaction with its ST and SE, numbered on from the first."""
    told = plan.instructions
    number = (pl.int_range(pl.len(), dtype=pl.Int64) + first).cast(pl.String).str.zfill(4)
    tail = [told.version] if told.has_version_in_start else []
    start = [pl.lit("ST"), pl.lit(told.guide.kind), number, *(pl.lit(each) for each in tail)]
    count = pl.col(TEXT).str.count_matches(marks.segment, literal=True) + 2
    end = [pl.lit("SE"), count.cast(pl.String), number]
    whole = pl.concat_str(
        pl.concat_str(start, separator=marks.element),
        pl.lit(marks.end),
        TEXT,
        pl.concat_str(end, separator=marks.element),
        pl.lit(marks.end),
    )
    found: list[bytes] = texts.select(whole.cast(pl.Binary)).to_series().to_list()
    return found


def write_in_parts(
    parts: Iterable[Mapping[str, pl.DataFrame]],
    kind: str,
    envelope: Envelope,
    marks: Marks | None = None,
) -> Iterator[bytes]:
    """Yield one interchange of many parts, each of whole transactions, as they come.

    For files larger than memory. What the guide does not allow raises ImpossibleInput.
    """
    signs, plan = marks or Marks(), plan_of(kind)
    told = plan.instructions
    head = interchange_head(envelope, signs)
    yield (head + group_head(envelope, signs, told.group, told.version)).encode()
    count = 0
    for tables in parts:
        whole = ready(prepared(tables, told), plan)
        known = branches(whole, plan, signs)
        problems = judged(whole, plan, signs, known, is_strict=True).problems
        if problems:
            first = pl.concat(problems).row(0, named=True)
            raise ImpossibleInput(f"{first['message']} {first['fix']}")
        texts = transactions(whole, plan, signs, known)
        first_number = envelope.first_transaction_number + count
        yield b"".join(_wrapped(texts, plan, signs, first_number))
        count += texts.height
    yield closing(envelope, signs, count).encode()
