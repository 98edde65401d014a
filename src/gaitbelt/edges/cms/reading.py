"""A file of CMS as the official tables in it, or the reasons why it is refused.

The content says which table it is, never the name. What no content says, the setting of
a pair table and some editions, the name or the user says.
"""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import polars as pl

from gaitbelt.edges.cms import pairs, shapes, tables
from gaitbelt.edges.cms.headings import Heading, heading_of, kind_of_lines
from gaitbelt.edges.cms.names import edition_of, setting_of
from gaitbelt.edges.cms.packed import Member, Unpackable, members
from gaitbelt.edges.cms.shapes import Faults, Official, note, refused, told
from gaitbelt.edges.cms.sheets import NoReader, sheet, with_codes
from gaitbelt.edges.cms.tables import NoColumn, Read
from gaitbelt.edges.cms.texts import (
    SEPARATORS,
    NotText,
    Row,
    head_of,
    rows_of,
    rows_of_sheet,
    text_of,
)
from gaitbelt.edges.content import content_kind

HEAD_BYTES = 128 * 1024
AGAIN = "Download the file again from CMS."
_LARGEST_SMALL_TABLE = 256 << 20
"""Every table but that of pairs is read at once, and is far smaller than this."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the user says of a file whose content does not."""

    setting: str | None = None
    edition: date | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """A table that was recognised: its kind and how its rows are reached."""

    kind: str
    heading: int
    rows: Callable[[], list[Row]]
    sheet: pl.DataFrame | None = None
    separator: str = ""


NOTHING_SAID = Said()


def read_official(
    path: Path | bytes, *, file_name: str | None = None, said: Said = NOTHING_SAID
) -> list[Official]:
    """Return every official table of a file; a zip may hold several.

    Known are the kinds of ``shapes.KINDS``, as text and as workbooks. No content raises: a
    file that cannot be used is ``is_refused`` and its problems say line and reason. In a
    zip, files that are no table are passed over with a note, where another is one.
    """
    name = file_name or (path.name if isinstance(path, Path) else "the input")
    try:
        unpacked = members(path, name)
        found = [_read(each, said) for each in unpacked.members]
    except Unpackable as error:
        return [refused(name, "unpackable", f"{name} {error}.", AGAIN)]
    except OSError as error:
        reason = (error.strerror or "the system gave no reason").lower()
        return [refused(name, "unopened", f"{name} could not be opened ({reason}).", "Check it.")]
    kept = [each for each in found if each.kind]
    if not kept:
        return found if len(found) == 1 else [_holds_none(name)]
    return _with_notes(kept, name, [each for each in found if not each.kind], unpacked.passed_over)


def _holds_none(name: str) -> Official:
    words = f"{name} holds no table that gaitbelt reads."
    return refused(name, "unknown-table", words, _KNOWN_TABLES)


_KNOWN_TABLES = (
    "Name a PPRRVU, GPCI, PTP, MUE, add-on or ZIP5 file of CMS, or code-tab-text descriptors."
)


def _with_notes(
    kept: list[Official], name: str, others: list[Official], passed_over: tuple[str, ...]
) -> list[Official]:
    unused = [each.file for each in others] + list(passed_over)
    if not unused:
        return kept
    words = f"{name}: passed over {', '.join(unused[:10])}{' …' if unused[10:] else ''}."
    extra = note(name, "passed-over", words)
    return [replace(kept[0], problems=pl.concat([kept[0].problems, extra])), *kept[1:]]


def _read(member: Member, said: Said) -> Official:
    """Return one table, or why the file is none or refused."""
    try:
        known = _recognised(member)
        if isinstance(known, Official):
            return known
        faults = Faults()
        setting = said.setting or setting_of(member.name)
        if known.kind == shapes.PTP_EDITS and setting is None:
            return replace(_no_setting(member.name), kind=known.kind)
        frame, variant, edition = _tabled(member, known, setting or "", faults)
        return _finished(member, known.kind, (frame, variant, edition), said, faults)
    except NoReader:
        words = f"{member.name} is a workbook, and the reader of workbooks is not installed."
        fix = "Install gaitbelt[import], or save the sheet as CSV."
        return replace(refused(member.name, "no-workbook-reader", words, fix), kind="workbook")
    except (NoColumn, NotText, Unpackable) as error:
        found = refused(member.name, "unread-table", f"{member.name} {_reason(error)}.", AGAIN)
        return replace(found, kind="table")
    except (zipfile.BadZipFile, zlib.error, EOFError):
        words = f"{member.name} is cut off or damaged."
        return replace(refused(member.name, "damaged", words, AGAIN), kind="table")


def _reason(error: Exception) -> str:
    return f"cannot be used: {error}" if isinstance(error, NoColumn) else str(error)


def _no_setting(name: str) -> Official:
    words = f"{name} is a table of pairs and says nowhere whether practitioner or outpatient."
    fix = "Name it with --setting practitioner or --setting outpatient."
    return refused(name, "setting-unknown", words, fix)


def _recognised(member: Member) -> _Known | Official:
    with member.open() as stream:
        head = stream.read(HEAD_BYTES)
    kind = content_kind(head[:4096])
    if kind == "spreadsheet":
        return _of_sheet(member)
    if kind != "text":
        words = f"{member.name} is {'empty' if kind == 'empty' else f'{kind}, not a table'}."
        return refused(member.name, "not-a-table", words, AGAIN)
    cut = head[: head.rfind(b"\n") + 1] if len(head) == HEAD_BYTES else head
    text = text_of(cut or head)
    for separator in SEPARATORS:
        rows = head_of(rows_of(text, separator))
        found = heading_of(rows)
        if found is not None:
            return _of_text(member, found, rows, separator)
    lines = kind_of_lines(text.splitlines()[:2000])
    if lines is not None:
        return _Known(lines, 0, list)
    words = f"{member.name} is no table that gaitbelt reads."
    return refused(member.name, "unknown-table", words, _KNOWN_TABLES)


def _of_text(member: Member, found: Heading, rows: list[Row], separator: str) -> _Known:
    if found.kind == shapes.PTP_EDITS:
        return _Known(found.kind, rows[found.at][0], list, separator=separator)
    return _Known(
        found.kind,
        found.at,
        lambda: list(rows_of(text_of(_small(member)), separator)),
        separator=separator,
    )


def _of_sheet(member: Member) -> _Known | Official:
    held = sheet(_small(member))
    rows = head_of(rows_of_sheet(held))
    found = heading_of(rows)
    if found is None:
        words = f"{member.name} is a workbook of no table that gaitbelt reads."
        return refused(member.name, "unknown-table", words, _KNOWN_TABLES)
    held = with_codes(held, rows[found.at][1])
    at = rows[found.at][0] if found.kind == shapes.PTP_EDITS else found.at
    return _Known(found.kind, at, lambda: list(rows_of_sheet(held)), held)


def _small(member: Member) -> bytes:
    if member.size > _LARGEST_SMALL_TABLE:
        raise Unpackable(f"is larger than any such table ({member.size >> 20:,} MB)")
    return member.content()


def _tabled(member: Member, known: _Known, setting: str, faults: Faults) -> Read:
    if known.kind == shapes.PTP_EDITS:
        return _pairs(member, known, setting, faults), setting, None
    if known.separator or known.sheet is not None:
        return _FROM_ROWS[known.kind](known.rows(), known.heading, faults)
    lines = text_of(_small(member)).rstrip("\x1a").splitlines()
    return _FROM_LINES[known.kind](lines, faults)


def _pairs(member: Member, known: _Known, setting: str, faults: Faults) -> pl.DataFrame:
    if known.sheet is not None:
        return pairs.from_sheet(known.sheet, known.heading, setting, faults)
    if known.separator == "\t":
        with member.open() as stream:
            return pairs.from_text(stream, known.heading, setting, faults)
    rows = rows_of(text_of(member.content()), known.separator)
    return pairs.from_rows(rows, known.heading, setting, faults)


_FROM_ROWS = {
    shapes.RELATIVE_VALUES: tables.relative_values,
    shapes.LOCALITY_INDICES: tables.locality_indices,
    shapes.UNIT_LIMITS: tables.unit_limits,
    shapes.ADD_ONS: tables.add_ons,
}
_FROM_LINES = {
    shapes.RELATIVE_VALUES: tables.relative_value_lines,
    shapes.ADD_ONS: tables.add_on_lines,
    shapes.ZIP_LOCALITIES: tables.zip_localities,
    shapes.DESCRIPTORS: tables.descriptors,
}
_UNDATED = (shapes.UNIT_LIMITS, shapes.RELATIVE_VALUES, shapes.LOCALITY_INDICES)
"""Tables whose rows carry no dates: without an edition they say nothing of any day."""


def _finished(member: Member, kind: str, read: Read, said: Said, faults: Faults) -> Official:
    """Return the table with its edition, or refused for its rows or for lack of one."""
    frame, variant, own = read
    if faults.count:
        return Official(member.name, kind, problems=told(member.name, faults))
    if frame.height == 0:
        words = f"{member.name} has a heading and no rows."
        return replace(refused(member.name, "no-rows", words, AGAIN), kind=kind)
    named = None if kind == shapes.DESCRIPTORS else edition_of(member.name)
    source = "you" if said.edition else "the file" if own else "its name" if named else ""
    edition = said.edition or own or named
    if edition is None and kind in _UNDATED:
        words = f"{member.name} says nowhere from which day it holds."
        fix = "Name the first day of its quarter, such as --edition 2026-04-01."
        return replace(refused(member.name, "edition-unknown", words, fix), kind=kind)
    return Official(member.name, kind, variant, edition, source, frame, digest=member.digest())
