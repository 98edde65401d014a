"""A file of any kind that is known, as service lines."""

import zlib
from pathlib import Path

from gaitbelt.edges.content import content_kind, head_of, opened
from gaitbelt.edges.result import ReadResult, unopened
from gaitbelt.edges.tabular.service_lines import read_service_lines
from gaitbelt.edges.x12.professional import read_professional_claims


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
        return unopened(name, error if isinstance(error, OSError) else _damaged())
    if kind != "x12":
        return read_service_lines(path, file_name=name)
    if is_packed(path):
        try:
            with opened(path) as stream:
                return read_professional_claims(stream.read(), file_name=name)
        except (OSError, EOFError, zlib.error):
            return unopened(name, _damaged())
    return read_professional_claims(path, file_name=name)


def is_packed(path: Path | bytes) -> bool:
    """Return whether the content is compressed with gzip; raises OSError."""
    if isinstance(path, bytes):
        return path.startswith(b"\x1f\x8b")
    with path.open("rb") as stream:
        return stream.read(2) == b"\x1f\x8b"


def _damaged() -> OSError:
    return OSError(0, "the compressed data is cut off or damaged")
