"""The local store: tables that a user brought, each whole or not there at all.

A store is a folder with one Parquet file per table and a manifest that lists them. A file
is written beside its place, flushed to disk and only then given its name, the manifest
last: what the manifest does not list was never imported. Only the user may read it.
"""

import fcntl
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from gaitbelt.language.errors import GaitbeltError
from gaitbelt.library.store_place import WHERE, default_store

__all__ = [
    "MANIFEST",
    "WHERE",
    "Entry",
    "Incoming",
    "UnusableStore",
    "default_store",
    "digest_of",
    "entries",
    "keep",
    "table",
    "tables_of",
]

MANIFEST = "manifest.json"
FORMAT = 1
PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700
_LOCK = ".lock"
_UNFINISHED = ".unfinished-"
_SHORT = 12


class UnusableStore(GaitbeltError):
    """A store whose files are not those that its manifest lists."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One table of the store.

    ``variant`` tells tables of one kind and edition apart (a setting, a conversion
    factor). ``source_digests``: SHA-256 of the files read, unpacked; ``sha256`` that of the
    Parquet file. ``key``: the columns that name a row.
    """

    name: str
    kind: str
    title: str
    variant: str
    edition: date | None
    edition_from: str
    rows: int
    sources: tuple[str, ...]
    source_digests: tuple[str, ...]
    sha256: str
    key: tuple[str, ...]
    imported_on: date

    @property
    def path(self) -> str:
        """The table's file inside the store."""
        return f"{self.kind}/{self.name}.parquet"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A table to keep, before it has a place."""

    kind: str
    title: str
    variant: str
    edition: date | None
    edition_from: str
    frame: pl.DataFrame
    sources: tuple[str, ...]
    source_digests: tuple[str, ...]
    key: tuple[str, ...]


def entries(store: Path) -> tuple[Entry, ...]:
    """Return the tables of a store in order; none where there is no store.

    Raises UnusableStore where the manifest cannot be read.
    """
    try:
        content = (store / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return ()
    try:
        held = json.loads(content)
        if held["format"] != FORMAT:
            raise UnusableStore(
                f"The store {store.name} was written by another version of gaitbelt. "
                "Import the files again into another folder with --to."
            )
        return tuple(_entry(each) for each in held["tables"])
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableStore(
            f"{MANIFEST} of the store {store.name} cannot be read. "
            "Import the files again into another folder with --to."
        ) from error


def tables_of(store: Path) -> tuple[Entry, ...]:
    """Return the tables of a store that is to be used, one at least.

    Raises UnusableStore where the folder holds none.
    """
    held = entries(store)
    if not held:
        raise UnusableStore(
            f"The store {store.name} holds no table. Bring one with gaitbelt reference import "
            f"FILE --to {store.name}, or name another folder with --store or {WHERE}."
        )
    return held


def digest_of(store: Path) -> str:
    """Return what changes whenever a table of the store does."""
    return hashlib.sha256("".join(each.sha256 for each in entries(store)).encode()).hexdigest()


def table(store: Path, entry: Entry) -> pl.DataFrame:
    """Return the rows of a table. Raises UnusableStore where its file is another one."""
    path = store / entry.path
    try:
        content = path.read_bytes()
    except OSError as error:
        raise _changed(store, entry) from error
    if hashlib.sha256(content).hexdigest() != entry.sha256:
        raise _changed(store, entry)
    return pl.read_parquet(content)


def _changed(store: Path, entry: Entry) -> UnusableStore:
    return UnusableStore(
        f"{entry.path} of the store {store.name} is not the file that was imported. "
        "Import its source again with --replace."
    )


def keep(
    store: Path, incoming: Sequence[Incoming], *, today: date, is_replacing: bool = False
) -> tuple[Entry, ...]:
    """Write tables to a store, all of them or none; return their entries in order.

    A table whose sources are held already is left as it is. Raises UnusableStore where
    another table of the same kind, edition and variant holds rows of the same key, unless
    it is to be replaced; then it is listed no more.
    """
    store.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    with _locked(store):
        held = list(entries(store))
        written: list[Entry] = []
        for each in incoming:
            same = next((old for old in held if _is_same(old, each)), None)
            if same is not None and _is_whole(store, same):
                written.append(same)
                continue
            rivals = [old for old in held if _is_rival(store, old, each)]
            if rivals and not is_replacing and same is None:
                raise _taken(rivals[0], each)
            entry = _write(store, each, today)
            held = [old for old in held if old not in rivals and old != same]
            held.append(entry)
            written.append(entry)
        if held != list(entries(store)):
            _list(store, sorted(held, key=lambda one: (one.kind, one.name)))
        _sweep(store, held)
    return tuple(written)


def _is_same(old: Entry, new: Incoming) -> bool:
    mine = (old.kind, old.variant, old.edition, sorted(old.source_digests))
    return mine == (new.kind, new.variant, new.edition, sorted(new.source_digests))


def _is_whole(store: Path, entry: Entry) -> bool:
    try:
        table(store, entry)
    except UnusableStore:
        return False
    return True


def _is_rival(store: Path, old: Entry, new: Incoming) -> bool:
    """Return whether a table held is of the same edition and shares a row's key."""
    if (old.kind, old.variant, old.edition) != (new.kind, new.variant, new.edition):
        return False
    if not _is_whole(store, old):
        return True
    mine = table(store, old).select(new.key)
    return bool(
        new.frame.select(new.key).join(mine, on=new.key, how="semi", nulls_equal=True).height
    )


def _taken(old: Entry, new: Incoming) -> UnusableStore:
    return UnusableStore(
        f"{', '.join(new.sources)} holds rows of a table that is held already ({old.name}). "
        "Nothing was imported. Say --replace to put this one in its place."
    )


def _write(store: Path, new: Incoming, today: date) -> Entry:
    """Write a table's file and return its entry, not listed yet."""
    folder = store / new.kind
    folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    mark = hashlib.sha256("".join(sorted(new.source_digests)).encode()).hexdigest()[:_SHORT]
    parts = (new.variant.replace(" ", "+"), new.edition.isoformat() if new.edition else "", mark)
    name = "_".join(part for part in parts if part)
    unfinished = folder / f"{_UNFINISHED}{name}"
    with _private(unfinished) as file:
        new.frame.write_parquet(file, compression="zstd")
        file.flush()
        os.fsync(file.fileno())
    digest = hashlib.sha256(unfinished.read_bytes()).hexdigest()
    _name(unfinished, folder / f"{name}.parquet")
    return Entry(
        name,
        new.kind,
        new.title,
        new.variant,
        new.edition,
        new.edition_from,
        new.frame.height,
        new.sources,
        new.source_digests,
        digest,
        new.key,
        today,
    )


def _list(store: Path, held: Sequence[Entry]) -> None:
    """Write the manifest: with this the tables are there."""
    content = json.dumps(
        {"format": FORMAT, "tables": [asdict(each) for each in held]}, indent=1, default=str
    )
    unfinished = store / f"{_UNFINISHED}{MANIFEST}"
    with _private(unfinished) as file:
        file.write(content.encode())
        file.flush()
        os.fsync(file.fileno())
    _name(unfinished, store / MANIFEST)


def _private(path: Path) -> Any:  # noqa: ANN401 (a file opened for writing bytes)
    path.unlink(missing_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE), "wb")


def _name(unfinished: Path, path: Path) -> None:
    """Give a finished file its name, and see to it that the folder knows it."""
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sweep(store: Path, held: Sequence[Entry]) -> None:
    """Remove what no manifest lists: the remains of an import that was cut short."""
    listed = {each.path for each in held}
    for kind in {each.kind for each in held}:
        for path in (store / kind).iterdir():
            if path.relative_to(store).as_posix() not in listed and _is_ours(path):
                path.unlink()


def _is_ours(path: Path) -> bool:
    is_table = re.fullmatch(rf"(.*_)?[0-9a-f]{{{_SHORT}}}\.parquet", path.name) is not None
    return path.is_file() and (is_table or path.name.startswith(_UNFINISHED))


@contextmanager
def _locked(store: Path) -> Iterator[None]:
    """Keep other imports out until this one is done."""
    with (store / _LOCK).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _entry(row: Mapping[str, Any]) -> Entry:  # Any: JSON before it is typed
    edition = row["edition"]
    return Entry(
        **{
            **row,
            "edition": date.fromisoformat(edition) if edition else None,
            "imported_on": date.fromisoformat(row["imported_on"]),
            **{name: tuple(row[name]) for name in ("sources", "source_digests", "key")},
        }
    )
