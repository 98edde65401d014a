"""A file of one transaction set, read part by part in memory that does not grow."""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Generic, TypeVar

import polars as pl

from gaitbelt.edges.content import opened
from gaitbelt.edges.result import unopened
from gaitbelt.edges.x12.chunks import Chunk, Outline, chunks
from gaitbelt.edges.x12.envelope import (
    ENVELOPE,
    Guide,
    envelope,
    is_open_at_end,
    kept_count,
)
from gaitbelt.edges.x12.framing import frame_notes, nothing_read, survey_notes
from gaitbelt.edges.x12.survey import Survey

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Ending:
    """What is known only at the file's end.

    ``open_transaction_row`` is the segment number of the ST that the file ends within.
    """

    problems: pl.DataFrame
    segment_count: int = 0
    is_readable: bool = True
    open_transaction_row: int | None = None


@dataclass(frozen=True, slots=True)
class Reader(Generic[Part]):
    """How a transaction set is read: what it is, where it may be cut, what a chunk gives.

    ``also`` are ids of segments outside any transaction that are content as well.
    """

    guide: Guide
    outline: Outline
    take: Callable[[Chunk, Survey, str], Part]
    end: Callable[[Ending], Part]
    also: tuple[str, ...] = ()


def read_parts(
    path: Path | bytes, reader: Reader[Part], *, file_name: str, chunk_bytes: int
) -> Iterator[Part]:
    """Yield what each chunk of the file gives, and last what is known only at its end."""
    try:
        with opened(path) as source:
            yield from _parts(source, reader, file_name, chunk_bytes)
    except (OSError, EOFError, zlib.error) as error:
        why = error if isinstance(error, OSError) and error.strerror else _damaged()
        yield reader.end(Ending(unopened(file_name, why).problems, is_readable=False))


def _parts(
    source: BinaryIO, reader: Reader[Part], file_name: str, chunk_bytes: int
) -> Iterator[Part]:
    survey = Survey()
    envelopes = [pl.DataFrame(schema=ENVELOPE)]
    is_open = False
    for chunk in chunks(source, survey, chunk_bytes, reader.outline):
        envelopes.append(envelope(chunk.segments))
        is_open = is_open_at_end(chunk.segments)
        yield reader.take(chunk, survey, file_name)
    frame = pl.concat(envelopes)
    also = frame.filter(pl.col("id").is_in(list(reader.also))).height
    if not kept_count(frame, reader.guide) + also:
        told = nothing_read(frame, survey, file_name, reader.guide).problems
        yield reader.end(Ending(told, survey.segment_count, is_readable=False))
        return
    notes = [
        survey_notes(survey),
        *frame_notes(frame, survey, is_open=is_open, guide=reader.guide),
    ]
    last = frame.filter(pl.col("id") == "ST")["number"].max() if is_open else None
    row = last if isinstance(last, int) else None
    yield reader.end(Ending(pl.concat(notes), survey.segment_count, open_transaction_row=row))


def _damaged() -> OSError:
    return OSError(0, "the compressed data is cut off or damaged")
