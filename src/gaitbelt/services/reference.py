"""The reference library: what is shipped, what the user brought, and what is not known."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from gaitbelt.edges.cms.reading import NOTHING_SAID, Said, read_official
from gaitbelt.edges.cms.shapes import DESCRIPTORS, KINDS, Official
from gaitbelt.library import local
from gaitbelt.library.tables import REFERENCE
from gaitbelt.tables.problem import no_problems

PROVENANCE = "PROVENANCE.yaml"
OFFICIAL = "P: an official file, read in full"
OWN = "the user's own licensed file"


@dataclass(frozen=True, slots=True)
class HeldTable:
    """One table of the library.

    ``unknown``: what it cannot tell, a sentence each. ``digest``: SHA-256 of its file.
    ``is_local``: whether the user imported it.
    """

    name: str
    what: str
    source: str
    vintage: str
    rows: int
    digest: str
    confidence: str
    unknown: tuple[str, ...]
    is_local: bool

    def to_dict(self) -> dict[str, object]:
        """Return the table as JSON holds it."""
        return {
            "name": self.name,
            "what": self.what,
            "source": self.source,
            "vintage": self.vintage,
            "rows": self.rows,
            "sha256": self.digest,
            "confidence": self.confidence,
            "unknown": list(self.unknown),
            "is_local": self.is_local,
        }


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: the tables it holds now, or why nothing was kept.

    ``problems``: ``tables.problem.PROBLEM``; of level ``file`` where nothing was kept.
    ``kept`` are the tables written, ``unchanged`` those that were held already.
    """

    kept: tuple[local.Entry, ...] = ()
    unchanged: tuple[local.Entry, ...] = ()
    problems: pl.DataFrame = field(default_factory=no_problems)

    @property
    def is_refused(self) -> bool:
        """Whether a file could not be used, so that nothing was kept."""
        return bool((self.problems["level"] == "file").any())

    def to_dict(self) -> dict[str, object]:
        """Return what was done as JSON holds it."""
        told = self.problems.select("file", "row", "level", "problem_code", "message", "fix")
        return {
            "kept": [_of_entry(each).to_dict() for each in self.kept],
            "unchanged": [_of_entry(each).to_dict() for each in self.unchanged],
            "problems": told.to_dicts(),
        }


def held_tables(store: Path | None = None) -> tuple[HeldTable, ...]:
    """Return every shipped table, then every table of the store, each with its provenance.

    Raises UnusableStore where the store's manifest cannot be read.
    """
    shipped = [
        _of_provenance(path.parent, entry)
        for path in sorted(REFERENCE.glob(f"*/{PROVENANCE}"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    ]
    own = [] if store is None else [_of_entry(each) for each in local.entries(store)]
    return (*shipped, *own)


def _of_provenance(folder: Path, entry: dict[str, Any]) -> HeldTable:  # Any: YAML's own
    content = (folder / entry["file"]).read_bytes()
    return HeldTable(
        f"{folder.name}/{entry['file']}",
        _line(entry["what"]),
        _line(entry["source"]),
        _line(entry["vintage"]),
        int(entry["rows"]),
        hashlib.sha256(content).hexdigest(),
        _line(entry["confidence"]),
        tuple(_line(each) for each in entry.get("unknown", ())),
        is_local=False,
    )


def _line(text: object) -> str:
    return " ".join(str(text).split())


def _of_entry(entry: local.Entry) -> HeldTable:
    vintage = f"in force from {entry.edition}" if entry.edition else "no edition said"
    unknown = {
        "its name": ("The edition is told by the file's name alone.",),
        "you": ("The edition is the one that was given on import.",),
        "the file": (),
    }.get(entry.edition_from, ("The file does not say which edition it is.",))
    return HeldTable(
        entry.name,
        f"{entry.title}{f', {entry.variant}' if entry.variant else ''}",
        ", ".join(entry.sources),
        vintage,
        entry.rows,
        entry.sha256,
        OWN if entry.kind == DESCRIPTORS else OFFICIAL,
        () if entry.kind == DESCRIPTORS else unknown,
        is_local=True,
    )


def import_files(
    paths: Sequence[Path],
    store: Path,
    *,
    today: date,
    said: Said = NOTHING_SAID,
    is_replacing: bool = False,
) -> Imported:
    """Keep the official tables of files in a store: all of them, or none.

    Files of one table (the parts of a pair table) become one. A file that was imported
    before changes nothing. Raises UnusableStore where other rows of the same edition are
    held and are not to be replaced, and OSError where the store cannot be written.
    """
    found = [table for path in paths for table in read_official(path, said=said)]
    problems = pl.concat([no_problems(), *(each.problems for each in found)])
    if any(each.is_refused for each in found) or not found:
        return Imported(problems=problems)
    incoming = [_incoming(group) for group in grouped(found)]
    before = {each.sha256 for each in local.entries(store)}
    written = local.keep(store, incoming, today=today, is_replacing=is_replacing)
    return Imported(
        tuple(each for each in written if each.sha256 not in before),
        tuple(each for each in written if each.sha256 in before),
        problems,
    )


def grouped(found: Sequence[Official]) -> list[tuple[Official, ...]]:
    """Return tables in groups of one kind, variant and edition, in order of appearance."""
    groups: dict[tuple[str, str, date | None], list[Official]] = {}
    for each in found:
        groups.setdefault((each.kind, each.variant, each.edition), []).append(each)
    return [tuple(group) for group in groups.values()]


def whole(group: Sequence[Official]) -> pl.DataFrame:
    """Return the rows of the parts of one table, each once, in order of their key."""
    if len(group) == 1:
        return group[0].frame
    key = KINDS[group[0].kind].key
    return pl.concat([each.frame for each in group]).unique().sort(key)


def _incoming(group: Sequence[Official]) -> local.Incoming:
    first, kind = group[0], KINDS[group[0].kind]
    once = {each.digest: each.file for each in group}
    return local.Incoming(
        kind.name,
        kind.title,
        first.variant,
        first.edition,
        first.edition_from,
        whole(group),
        tuple(once.values()),
        tuple(once),
        kind.key,
    )


def descriptors(store: Path) -> dict[str, str]:
    """Return the user's own descriptors by code, for a user who asks to see them.

    They stay in the store: no report, export or log holds them of its own accord.
    """
    found: dict[str, str] = {}
    for entry in local.entries(store):
        if entry.kind == DESCRIPTORS:
            found.update(local.table(store, entry).iter_rows())
    return found
