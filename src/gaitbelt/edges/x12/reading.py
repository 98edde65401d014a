"""Transactions of a file as typed tables, whatever the transaction set."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

import polars as pl

from gaitbelt.edges.content import opened
from gaitbelt.edges.result import damaged, unopened
from gaitbelt.edges.x12.blocks import BLOCK_BYTES, Block, blocks, envelope_guide
from gaitbelt.edges.x12.envelope import (
    ENVELOPE,
    Guide,
    envelope_of,
    is_left_open,
    kept_count,
)
from gaitbelt.edges.x12.fill import DTYPES, Filled, filled
from gaitbelt.edges.x12.framing import frame_notes, nothing_read, survey_notes
from gaitbelt.edges.x12.guide.load import guide as guide_named
from gaitbelt.edges.x12.guide.load import guide_names
from gaitbelt.edges.x12.guide.model import Table, TransactionGuide
from gaitbelt.edges.x12.problems import finished
from gaitbelt.edges.x12.result import Reading, together
from gaitbelt.edges.x12.survey import Survey
from gaitbelt.edges.x12.unread import unread_values
from gaitbelt.tables.problem import PROBLEM
from gaitbelt.tables.x12_origin import X12_ORIGIN

Wanted = Mapping[str, Iterable[str] | None]
"""Tables by name with the columns that are wanted of each, None for all."""

Shape = dict[str, pl.DataType]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a block gave: its tables with where their values stand, and the block itself."""

    block: Block
    tables: dict[str, Filled]
    survey: Survey
    file_name: str

    @property
    def is_cut_off(self) -> bool:
        """Whether the file ends in this block within a transaction."""
        return self.block.is_last and is_left_open(self.block.text)


Finish = Callable[[Taken], tuple[dict[str, pl.DataFrame], list[pl.DataFrame]]]
"""What makes a block's tables complete and tells what could not be read in them."""


@dataclass(frozen=True, slots=True)
class Transaction:
    """How a transaction set is read beyond its guide.

    ``shapes`` are its tables' columns where they are more or others than the guide's;
    ``also`` are ids of segments outside any transaction that are content as well.
    """

    finish: Finish
    shapes: dict[str, Shape]
    also: tuple[str, ...] = ()
    wanted: Wanted | None = None


_MODULES = {"835": "remittance.finish"}
"""Transaction sets with columns or problems of their own: the module of each."""

_ANSWERS = {
    "999": ("acknowledgement.read", "iter_acknowledgements"),
    "TA1": ("acknowledgement.read", "iter_acknowledgements"),
    "277CA": ("claim_status.read", "iter_claim_statuses"),
}
"""Transaction sets with a reader of their own: its module and its name."""


def read_x12(
    path: Path | bytes,
    kind: str,
    *,
    file_name: str,
    wanted: Wanted | None = None,
    block_bytes: int = BLOCK_BYTES,
) -> Reading:
    """Return the tables of a file's transactions of one kind: 837P, 835, 271 and others.

    ``path`` is the file (gzip too) or its bytes; ``file_name`` is what messages call it;
    ``wanted`` leaves out tables and columns that are not needed. No content raises: a file
    without such a transaction gives one problem of level ``file``.
    """
    parts = list(iter_x12(path, kind, file_name=file_name, wanted=wanted, block_bytes=block_bytes))
    whole = together(parts)
    count = len(whole.tables["claims"]) if "claims" in whole.tables else None
    return replace(whole, problems=finished(whole.problems, file_name, count))


def iter_x12(
    path: Path | bytes,
    kind: str,
    *,
    file_name: str,
    wanted: Wanted | None = None,
    block_bytes: int = BLOCK_BYTES,
) -> Iterator[Reading]:
    """Yield the tables block by block, in memory that does not grow.

    The last part holds what is known only at the end: counts, transactions that were not
    read. Problems do not yet name the file.
    """
    if kind in _ANSWERS:
        yield from _answers(path, kind, file_name, wanted, block_bytes)
        return
    guide = guide_named(kind)
    transaction = transaction_of(kind)
    try:
        with opened(path) as source:
            yield from _parts(source, guide, transaction, file_name, wanted, block_bytes)
    except (OSError, EOFError, zlib.error) as error:
        why = error if isinstance(error, OSError) and error.strerror else damaged()
        yield Reading(kind, empty_tables(transaction, wanted), unopened(file_name, why).problems)


def _answers(
    path: Path | bytes, kind: str, file_name: str, wanted: Wanted | None, block_bytes: int
) -> Iterator[Reading]:
    """Yield the parts of a transaction set that has a reader of its own."""
    module, name = _ANSWERS[kind]
    read = getattr(import_module(f"gaitbelt.edges.x12.{module}"), name)
    for part in read(path, file_name=file_name, chunk_bytes=block_bytes):
        tables: dict[str, pl.DataFrame] = part.tables
        if wanted is not None:
            tables = {name: _columns(tables[name], kept) for name, kept in wanted.items()}
        yield Reading(kind, tables, part.problems, part.segment_count)


def _columns(rows: pl.DataFrame, wanted: Iterable[str] | None) -> pl.DataFrame:
    return rows if wanted is None else rows.select(*wanted, *X12_ORIGIN)


def transaction_of(kind: str) -> Transaction:
    """Return how a transaction set is read beyond its guide."""
    if kind in _MODULES:
        module = import_module(f"gaitbelt.edges.x12.{_MODULES[kind]}")
        found: Transaction = module.TRANSACTION
        return found
    guide = guide_named(kind)
    shapes = {name: shape_of(table) for name, table in guide.tables.items()}
    return Transaction(plainly, shapes)


def shape_of(table: Table) -> Shape:
    """Return a table's columns and their types, as its guide has them."""
    return {**{each.name: DTYPES[each.kind] for each in table.columns}, **X12_ORIGIN}


def plainly(taken: Taken) -> tuple[dict[str, pl.DataFrame], list[pl.DataFrame]]:
    """Return the tables as the guide has them, and a problem for each unread value."""
    told = unread_values(taken.block.loops.guide, taken.tables)
    return {name: each.frame for name, each in taken.tables.items()}, told


def empty_tables(transaction: Transaction, wanted: Wanted | None) -> dict[str, pl.DataFrame]:
    """Return the tables of a transaction set with no rows."""
    shapes = _wanted_shapes(transaction, wanted)
    return {name: pl.DataFrame(schema=shape) for name, shape in shapes.items()}


def _wanted_shapes(transaction: Transaction, wanted: Wanted | None) -> dict[str, Shape]:
    if wanted is None:
        return transaction.shapes
    found = {}
    for name, columns in wanted.items():
        shape = transaction.shapes[name]
        kept = None if columns is None else {*columns, *X12_ORIGIN}
        found[name] = {each: dtype for each, dtype in shape.items() if not kept or each in kept}
    return found


def _parts(
    source: BinaryIO,
    guide: TransactionGuide,
    transaction: Transaction,
    file_name: str,
    wanted: Wanted | None,
    block_bytes: int,
) -> Iterator[Reading]:
    shapes = _wanted_shapes(transaction, wanted)
    followed = Followed(envelope_guide(guide), file_name, transaction.also)
    chosen = wanted if wanted is not None else transaction.wanted
    for block in blocks(source, followed.survey, guide, block_bytes):
        followed.see(block)
        taken = Taken(block, filled(block.loops, chosen), followed.survey, file_name)
        done, told = transaction.finish(taken)
        del block, taken
        tables = {name: _shaped(done.pop(name), shape, file_name) for name, shape in shapes.items()}
        yield Reading(guide.name, tables, pl.concat([pl.DataFrame(schema=PROBLEM), *told]))
        del tables
    yield replace(followed.ended(), kind=guide.name, tables=empty_tables(transaction, wanted))


def _shaped(rows: pl.DataFrame, shape: Shape, file_name: str) -> pl.DataFrame:
    """Return the rows with the shape's columns in order, null where a column is absent."""
    own = rows.schema
    made = [
        pl.lit(file_name if name == "source_file" else None, dtype=dtype).alias(name)
        if name not in own
        else pl.col(name).cast(dtype)
        for name, dtype in shape.items()
        if name == "source_file" or own.get(name) != dtype
    ]
    return rows.with_columns(made)[list(shape)]


class Followed:
    """The envelopes of a file, seen block by block, and what they tell at its end."""

    def __init__(self, guide: Guide, file_name: str, also: tuple[str, ...] = ()) -> None:
        self.guide, self.file_name, self.also = guide, file_name, also
        self.survey = Survey()
        self.frames = [pl.DataFrame(schema=ENVELOPE)]
        self.is_open = False

    def see(self, block: Block) -> None:
        """Take a block's envelope segments."""
        self.frames.append(envelope_of(block.text))
        self.is_open = is_left_open(block.text)

    def is_content(self, frame: pl.DataFrame) -> bool:
        """Whether there is anything that is read."""
        also = frame.filter(pl.col("id").is_in(list(self.also))).height
        return kept_count(frame, self.guide) + also > 0

    def ended(self) -> Reading:
        """Return what is known only at the end: notes, counts, an open transaction."""
        frame, count = pl.concat(self.frames), self.survey.segment_count
        if not self.is_content(frame):
            told = nothing_read(frame, self.survey, self.file_name, self.guide).problems
            return Reading("", {}, told, count)
        notes = [
            survey_notes(self.survey),
            *frame_notes(frame, self.survey, is_open=self.is_open, guide=self.guide),
        ]
        last = frame.filter(pl.col("id") == "ST")["number"].max() if self.is_open else None
        row = last if isinstance(last, int) else None
        return Reading("", {}, pl.concat(notes), count, row)


def kinds_in(path: Path | bytes, *, block_bytes: int = BLOCK_BYTES) -> tuple[str, ...]:
    """Return the names of the guides that a file has transactions of, in no order of its own.

    Raises OSError where the file cannot be opened.
    """
    guides = {name: guide_named(name) for name in guide_names()}
    some = next(iter(guides.values()))
    survey = Survey()
    frames = [pl.DataFrame(schema=ENVELOPE)]
    with opened(path) as source:
        frames += [envelope_of(block.text) for block in blocks(source, survey, some, block_bytes)]
    frame = pl.concat(frames)
    found = [name for name, guide in guides.items() if kept_count(frame, envelope_guide(guide))]
    has_interchange_answer = frame.filter(pl.col("id") == "TA1").height > 0
    return (*found, *(("TA1",) if has_interchange_answer else ()))
