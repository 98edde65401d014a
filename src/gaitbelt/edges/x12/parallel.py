"""A large file read by several processes, each block to files of its own."""

from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from gaitbelt.edges.content import is_packed
from gaitbelt.edges.x12.blocks import BLOCK_BYTES
from gaitbelt.edges.x12.problems import finished
from gaitbelt.edges.x12.reading import empty_tables, iter_x12, transaction_of
from gaitbelt.edges.x12.result import Reading
from gaitbelt.edges.x12.separators import separators_at
from gaitbelt.tables.problem import PROBLEM


@dataclass(frozen=True, slots=True)
class Piece:
    """Whole transactions of a file: from a byte to another, and segments before and in them."""

    first: int
    end: int
    segments: int
    held: int
    heading: bytes


def tables_to(
    path: Path, kind: str, folder: Path, *, workers: int = 2, block_bytes: int = BLOCK_BYTES
) -> Reading:
    """Write a file's tables as Parquet, and return its problems and counts with no rows.

    Each table is a folder of part files, named in file order. ``workers`` processes read
    pieces that begin at an ST; a file that is packed, or of one transaction only, is read
    by one. The memory of each is bounded by ``block_bytes``.
    """
    pieces = [] if workers < 2 or is_packed(path) else _pieces(path, block_bytes)
    if len(pieces) < 2:
        return _alone(path, kind, folder, block_bytes)
    told = [pl.DataFrame(schema=PROBLEM)]
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running: set[Future[pl.DataFrame]] = set()
        for number, piece in enumerate(pieces):
            while len(running) > 2 * workers:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                told += [each.result() for each in done]
            running.add(pool.submit(_piece, path, kind, folder, number, piece, block_bytes))
        told += [each.result() for each in running]
    last = pieces[-1].first
    is_false = (pl.col("problem_code") == "file-cut-off") & (pl.col("byte_offset") <= last)
    is_outer = pl.col("segment").is_in(["GE", "IEA"]).fill_null(value=False)
    every = pl.concat(told).filter(~is_false & ~is_outer).unique(maintain_order=True)
    return Reading(
        kind,
        empty_tables(transaction_of(kind), None),
        finished(every, path.name, None),
        sum(piece.held for piece in pieces),
    )


def _alone(path: Path, kind: str, folder: Path, block_bytes: int) -> Reading:
    last: Reading | None = None
    told = [pl.DataFrame(schema=PROBLEM)]
    count = 0
    for number, part in enumerate(
        iter_x12(path, kind, file_name=path.name, block_bytes=block_bytes)
    ):
        _write(part, folder, f"{number:06}")
        told.append(part.problems)
        count += part.segment_count
        last = part
    ended = last or Reading(kind, empty_tables(transaction_of(kind), None))
    return replace(ended, problems=finished(pl.concat(told), path.name, None), segment_count=count)


def _write(part: Reading, folder: Path, name: str) -> None:
    for table, rows in part.tables.items():
        if len(rows):
            (folder / table).mkdir(parents=True, exist_ok=True)
            rows.write_parquet(folder / table / f"{name}.parquet", compression="lz4")


def _piece(
    path: Path, kind: str, folder: Path, number: int, piece: Piece, block_bytes: int
) -> pl.DataFrame:
    """Read one piece and write its tables; return its problems with places of the whole file."""
    with path.open("rb") as source:
        source.seek(piece.first)
        data = piece.heading + source.read(piece.end - piece.first)
    shift = piece.first - len(piece.heading)
    rows = piece.segments - 2 * bool(piece.heading)
    told = [pl.DataFrame(schema=PROBLEM)]
    parts = iter_x12(data, kind, file_name=path.name, block_bytes=2 * block_bytes)
    for at, part in enumerate(parts):
        tables = {name: _moved(each, rows, shift) for name, each in part.tables.items()}
        _write(replace(part, tables=tables), folder, f"{number:06}-{at:03}")
        places = pl.col("row") + rows, pl.col("byte_offset") + shift
        told.append(part.problems.with_columns(*places))
    return pl.concat(told)


def _moved(rows: pl.DataFrame, count: int, shift: int) -> pl.DataFrame:
    """Return rows with the segment numbers and bytes that they have in the whole file."""
    numbers = [name for name in rows.columns if name.endswith("_row")]
    return rows.with_columns(pl.col(*numbers) + count, pl.col("source_byte_offset") + shift)


def _pieces(path: Path, block_bytes: int) -> list[Piece]:
    """Return the file in pieces that begin at an ST, each with its ISA and GS before it.

    There are fewer than two where the file has other separators further on, or line ends
    and bare terminators by which segments could not be counted.
    """
    with path.open("rb") as source:
        buffer = source.read(block_bytes)
        marks = separators_at(buffer, 0)
        if marks is None:
            return []
        end = marks.segment + _line_end(buffer, marks.segment)
        begin = end + b"ST" + marks.element
        found: list[Piece] = []
        base, segments, heading = 0, 0, b""
        while buffer:
            fresh = source.read(block_bytes)
            at = buffer.rfind(begin)
            cut = (at + len(end) if at >= 0 else 0) if fresh else len(buffer)
            piece = buffer[:cut]
            if fresh and not (cut and (base or begin in piece)):
                buffer += fresh
                continue
            if not _is_countable(piece, marks.segment, end):
                return []
            held = piece.count(marks.segment)
            found.append(Piece(base, base + cut, segments, held, heading))
            segments += held
            heading = _heading(piece, marks.segment, marks.element) or heading
            base, buffer = base + cut, buffer[cut:] + fresh
    return found


def _line_end(buffer: bytes, segment: bytes) -> bytes:
    """Return the line end behind the first terminator, perhaps none."""
    at = buffer.find(segment) + 1
    two = buffer[at : at + 2]
    return two if two == b"\r\n" else two[:1] if two[:1] in (b"\n", b"\r") else b""


def _is_countable(piece: bytes, segment: bytes, end: bytes) -> bool:
    """Return whether each terminator ends a segment, and line ends stand only behind one."""
    if segment in b"\r\n" or end + segment in piece or segment + segment in piece:
        return False
    lines = [piece.count(sign) for sign in (b"\n", b"\r")]
    if not any(lines):
        return True
    whole = piece.count(end)
    return [whole * (sign in end) for sign in (b"\n", b"\r")] == lines


def _heading(piece: bytes, segment: bytes, element: bytes) -> bytes:
    """Return the last ISA and GS of a piece."""
    at = piece.rfind(b"ISA" + element)
    group = piece.rfind(b"GS" + element)
    while group > 0 and piece[max(group - 3, 0) : group].rstrip(b"\r\n")[-1:] != segment:
        group = piece.rfind(b"GS" + element, 0, group)
    if at < 0 or group < 0:
        return b""
    isa = piece[at : piece.index(segment, at) + 1]
    return isa + piece[group : piece.index(segment, group) + 1]
