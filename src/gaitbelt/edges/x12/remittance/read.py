"""Remittances (835, version 5010) as typed tables."""

from collections.abc import Iterator
from pathlib import Path

from gaitbelt.edges.x12.blocks import BLOCK_BYTES
from gaitbelt.edges.x12.reading import iter_x12, read_x12
from gaitbelt.edges.x12.result import Reading


def read_remittances(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = BLOCK_BYTES
) -> Reading:
    """Return the payments, claims, lines and adjustments of an 835 file.

    ``path`` is the file (gzip too) or its bytes; ``file_name`` is what messages call it. No
    content raises: a file that is no 835 gives one problem of level ``file``. Reads version
    005010X221 and its addenda; balances are ``balance.imbalances``, a step of its own.
    """
    return read_x12(path, "835", file_name=file_name, block_bytes=chunk_bytes)


def iter_remittances(
    path: Path | bytes, *, file_name: str, chunk_bytes: int = BLOCK_BYTES
) -> Iterator[Reading]:
    """Yield the file's tables block by block, in memory that does not grow.

    A claim is never parted; a payment comes with the first of its claims. The last part
    holds what is known only at the end. Its problems do not yet name the file.
    """
    yield from iter_x12(path, "835", file_name=file_name, block_bytes=chunk_bytes)
