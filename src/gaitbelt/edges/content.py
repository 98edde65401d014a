"""What a file is, told from its first bytes and not from its name."""

import gzip
import re
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

HEAD_BYTES = 4096

_X12 = re.compile(rb"(?:ISA|GS|ST)[^A-Za-z0-9\s]", re.IGNORECASE)
_STARTS = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "spreadsheet"),
    (b"\xd0\xcf\x11\xe0", "spreadsheet"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"SQLite format 3", "database"),
    (b"\xff\xfe", "text"),
    (b"\xfe\xff", "text"),
)


def content_kind(head: bytes) -> str:
    """Return what begins with these bytes.

    One of empty, parquet, spreadsheet, pdf, gzip, database, x12, json object, json array,
    binary, text.
    """
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\0")
    if not bare:
        return "empty" if len(head) < HEAD_BYTES else "binary"
    if _X12.match(bare):
        return "x12"
    if bare[:1] in (b"{", b"["):
        return "json object" if bare.startswith(b"{") else "json array"
    odd = sum(head.count(bytes([control])) for control in (*range(9), *range(14, 32)))
    return "binary" if odd > len(head) // 10 else "text"


def opened(path: Path | bytes) -> BinaryIO:
    """Return a stream of the content, unpacked where it is gzip; raises OSError."""
    is_zipped = is_packed(path)
    if isinstance(path, bytes):
        plain = cast("BinaryIO", BytesIO(path))
        return cast("BinaryIO", gzip.open(plain)) if is_zipped else plain
    return cast("BinaryIO", gzip.open(path)) if is_zipped else path.open("rb")


def is_packed(path: Path | bytes) -> bool:
    """Return whether the content is compressed with gzip; raises OSError."""
    if isinstance(path, bytes):
        return path.startswith(b"\x1f\x8b")
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def head_of(path: Path | bytes) -> bytes:
    """Return the first bytes of the content, unpacked where it is gzip; raises OSError."""
    with opened(path) as stream:
        return stream.read(HEAD_BYTES)
