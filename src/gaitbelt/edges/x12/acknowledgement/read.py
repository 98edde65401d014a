"""Acknowledgements (999 of version 5010, TA1 of any) as typed tables."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from gaitbelt.edges.x12.acknowledgement.answers import (
    answer_table,
    group_numbers,
    group_table,
    interchange_table,
)
from gaitbelt.edges.x12.acknowledgement.errors import error_table
from gaitbelt.edges.x12.acknowledgement.places import ACKNOWLEDGEMENT, OUTLINE, answer_places
from gaitbelt.edges.x12.acknowledgement.result import SHAPES, Acknowledgement
from gaitbelt.edges.x12.acknowledgement.words import UNKNOWN
from gaitbelt.edges.x12.chunks import CHUNK_BYTES, Chunk
from gaitbelt.edges.x12.envelope import transactions
from gaitbelt.edges.x12.located import shaped
from gaitbelt.edges.x12.loops import without_others
from gaitbelt.edges.x12.problems import Kind, finished, problem_rows
from gaitbelt.edges.x12.stream import Ending, Reader, read_parts
from gaitbelt.edges.x12.survey import Survey
from gaitbelt.tables.problem import PROBLEM

_ASK = "Ask the receiver what became of it before sending it again."


def read_acknowledgements(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> Acknowledgement:
    """Return what a file of 999 and TA1 answers: interchanges, groups, transactions, errors.

    ``path`` is the file (gzip too) or its bytes; ``file_name`` is what messages call it. No
    content raises: a file with neither gives one problem of level ``file``. Reads version
    005010X231 and its addenda; a 997 is the older kind and is not read.
    """
    parts = list(iter_acknowledgements(path, file_name=file_name, chunk_bytes=chunk_bytes))
    problems = pl.concat([part.problems for part in parts])
    tables = {name: pl.concat([part.tables[name] for part in parts]) for name in SHAPES}
    return Acknowledgement(
        interchanges=tables["interchanges"],
        groups=tables["groups"],
        transactions=tables["transactions"],
        errors=tables["errors"],
        problems=finished(problems, file_name, None),
        segment_count=sum(part.segment_count for part in parts),
    )


def iter_acknowledgements(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = CHUNK_BYTES
) -> Iterator[Acknowledgement]:
    """Yield the file's tables chunk by chunk, in memory that does not grow."""
    yield from read_parts(path, _READER, file_name=file_name, chunk_bytes=chunk_bytes)


def _taken(chunk: Chunk, _survey: Survey, file_name: str) -> Acknowledgement:
    segments = without_others(chunk.segments, transactions(chunk.segments, ACKNOWLEDGEMENT))
    places = answer_places(segments, is_last=chunk.is_last)
    numbers = group_numbers(segments, places)
    errors, counts = error_table(segments, places, numbers)
    tables = {
        "interchanges": interchange_table(chunk.segments),
        "groups": group_table(segments, places),
        "transactions": answer_table(segments, places, numbers, counts),
        "errors": errors,
    }
    problems = [
        *_unclear(tables["interchanges"], "TA104"),
        *_unclear(tables["groups"], "AK901"),
        *_unclear(tables["transactions"], "IK501"),
    ]
    of_file = {name: shaped(rows, SHAPES[name], file_name) for name, rows in tables.items()}
    return Acknowledgement(
        interchanges=of_file["interchanges"],
        groups=of_file["groups"],
        transactions=of_file["transactions"],
        errors=of_file["errors"],
        problems=pl.concat(problems),
    )


def _unclear(rows: pl.DataFrame, element: str) -> list[pl.DataFrame]:
    """Return a problem for each answer that says neither accepted nor rejected."""
    unclear = rows.filter(pl.col("outcome") == UNKNOWN)
    if unclear.is_empty():
        return [pl.DataFrame(schema=PROBLEM)]
    blank = pl.lit(None, pl.Int64)
    placed = unclear.with_columns(
        row="source_row",
        byte_offset="source_byte_offset",
        claim_id=pl.lit(None, pl.String),
        line_number=blank,
    )
    what = pl.format(
        f"the answer at segment {{}} has no {element} that says accepted or rejected", "row"
    )
    return [problem_rows(placed, Kind("answer-unclear", "note", element, _ASK), what + pl.lit("."))]


def _ended(ending: Ending) -> Acknowledgement:
    return Acknowledgement(problems=ending.problems, segment_count=ending.segment_count)


_READER = Reader(guide=ACKNOWLEDGEMENT, outline=OUTLINE, take=_taken, end=_ended, also=("TA1",))
