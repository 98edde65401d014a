"""What is in a zip file, if it may be opened at all."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO, cast

from gaitbelt.edges.cms.cells import shown
from gaitbelt.edges.content import content_kind

MOST_BYTES = 2 << 30
"""The most that a file may hold once unpacked."""
MOST_MEMBERS = 200
MOST_RATIO = 250
"""How many times its packed size a file may hold; CMS tables stay below 40."""
SMALL = 32 << 20
"""Up to this size, unpacked, the ratio is not asked."""
BLOCK = 1 << 20
_SUFFIXES = (".csv", ".txt", ".xlsx", ".xls")
_ENCRYPTED = 0x1


class Unpackable(ValueError):
    """A zip file that is not opened; the text says why."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read: its own name, how it is opened, its size unpacked."""

    name: str
    open: Callable[[], BinaryIO]
    size: int

    def content(self) -> bytes:
        """Return all of it; raises OSError and zipfile.BadZipFile."""
        with self.open() as stream:
            return stream.read()

    def digest(self) -> str:
        """Return the SHA-256 of its content; raises OSError and zipfile.BadZipFile."""
        found = hashlib.sha256()
        with self.open() as stream:
            while block := stream.read(BLOCK):
                found.update(block)
        return found.hexdigest()


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files to read, and those passed over because another holds the same table."""

    members: tuple[Member, ...]
    passed_over: tuple[str, ...] = ()


def members(path: Path | bytes, name: str) -> Unpacked:
    """Return the files of a zip, or the file itself where it is none.

    A workbook is a zip too, and stays one file. Nothing is written anywhere: a member's
    name is only shown. Of members that differ in their suffix alone, csv goes before txt
    and txt before a workbook. Raises Unpackable, and OSError where it cannot be opened.
    """
    whole = Member(name, lambda: _opened(path), _size(path))
    if whole.size > MOST_BYTES:
        raise Unpackable(f"holds more than {MOST_BYTES >> 30} GiB")
    with _opened(path) as stream:
        head = stream.read(64)
    if content_kind(head) != "spreadsheet" or not head.startswith(b"PK"):
        return Unpacked((whole,))
    try:
        with _opened(path) as packed, zipfile.ZipFile(packed) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError) as error:
        raise Unpackable("is cut off or damaged") from error
    guard(entries)
    if any(each.filename == "[Content_Types].xml" for each in entries):
        return Unpacked((whole,))
    return _chosen(path, entries)


def guard(entries: list[zipfile.ZipInfo]) -> None:
    """Raise Unpackable for what no CMS file is: a bomb, a way out of a folder, a secret."""
    if len(entries) > MOST_MEMBERS:
        raise Unpackable(f"holds {len(entries):,} files; at most {MOST_MEMBERS} are opened")
    for each in entries:
        posix, windows = PurePosixPath(each.filename), PureWindowsPath(each.filename)
        is_outside = posix.is_absolute() or windows.anchor or ".." in windows.parts
        if is_outside:
            raise Unpackable(f"names a file outside of itself ({shown(each.filename)})")
        if each.flag_bits & _ENCRYPTED:
            raise Unpackable("is locked with a password")
        if each.file_size > max(SMALL, MOST_RATIO * each.compress_size):
            raise Unpackable(
                f"would unpack to {each.file_size >> 20:,} MB from {each.compress_size:,} bytes"
            )
    if sum(each.file_size for each in entries) > MOST_BYTES:
        raise Unpackable(f"would unpack to more than {MOST_BYTES >> 30} GiB")


def _chosen(path: Path | bytes, entries: list[zipfile.ZipInfo]) -> Unpacked:
    best: dict[str, zipfile.ZipInfo] = {}
    for each in sorted(entries, key=lambda each: (_rank(each.filename), each.filename)):
        best.setdefault(each.filename.lower().rsplit(".", 1)[0], each)
    kept = [each for each in entries if each in best.values()]
    left = tuple(PurePosixPath(each.filename).name for each in entries if each not in kept)
    return Unpacked(tuple(_member(path, each) for each in kept), left)


def _rank(name: str) -> int:
    found = PurePosixPath(name.lower()).suffix
    return _SUFFIXES.index(found) if found in _SUFFIXES else len(_SUFFIXES)


def _member(path: Path | bytes, entry: zipfile.ZipInfo) -> Member:
    def opened() -> BinaryIO:
        held = BytesIO(path) if isinstance(path, bytes) else path
        return cast("BinaryIO", zipfile.ZipFile(held).open(entry))

    return Member(PurePosixPath(entry.filename).name, opened, entry.file_size)


def _opened(path: Path | bytes) -> BinaryIO:
    return BytesIO(path) if isinstance(path, bytes) else path.open("rb")


def _size(path: Path | bytes) -> int:
    return len(path) if isinstance(path, bytes) else path.stat().st_size
