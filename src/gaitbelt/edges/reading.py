"""A file of any kind that is known, as service lines."""

import zlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from gaitbelt.edges.content import content_kind, head_of, is_packed, opened
from gaitbelt.edges.result import ReadResult, damaged, unopened
from gaitbelt.edges.tabular.service_lines import iter_service_lines, read_service_lines
from gaitbelt.edges.x12.professional import read_professional_claims

BYTES_PER_LINE = 60
"""A short line of a text table; used to tell large files from small ones."""


def read(path: Path | bytes, *, file_name: str | None = None) -> ReadResult:
    """Return the service lines of a file, whatever it is called.

    The content decides: X12 claims (837P), Parquet, JSON, JSON lines, or a text table, each
    also compressed with gzip. ``file_name`` is what messages call it, the path's last part
    unless given. No content raises: what cannot be read is in ``problems``.
    """
    name = file_name or (path.name if isinstance(path, Path) else "the input")
    try:
        kind = content_kind(head_of(path))
    except (OSError, EOFError, zlib.error) as error:
        return unopened(name, error if isinstance(error, OSError) else damaged())
    if kind != "x12":
        return read_service_lines(path, file_name=name)
    if is_packed(path):
        try:
            with opened(path) as stream:
                return read_professional_claims(stream.read(), file_name=name)
        except (OSError, EOFError, zlib.error):
            return unopened(name, damaged())
    return read_professional_claims(path, file_name=name)


def read_in_parts(path: Path, batch_rows: int) -> Iterator[ReadResult]:
    """Yield a file's service lines in parts, so that memory does not grow with a table.

    Tables come in batches of at most ``batch_rows`` rows; X12 claims come at once.
    """
    try:
        kind = content_kind(head_of(path))
    except (OSError, EOFError, zlib.error):
        kind = "x12"
    if kind == "x12":
        yield read(path)
    else:
        yield from iter_service_lines(path, file_name=path.name, batch_rows=batch_rows)


def estimated_lines(path: Path) -> int:
    """Return about how many service lines a file holds: exact for Parquet, else by size."""
    try:
        if content_kind(head_of(path)) == "parquet":
            return int(pl.scan_parquet(path).select(pl.len()).collect().item())
        return path.stat().st_size // BYTES_PER_LINE
    except (OSError, EOFError, zlib.error, pl.exceptions.PolarsError):
        return 0
