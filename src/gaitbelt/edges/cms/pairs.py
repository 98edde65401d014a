"""NCCI pairs: millions of lines, read in parts and typed column by column.

A published file holds all pairs there ever were, with their first and last day. The
deletion date is the last day on which the edit applies.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import BinaryIO

import polars as pl

from gaitbelt.edges.cms.cells import CODE, shown
from gaitbelt.edges.cms.shapes import KINDS, PTP_EDITS, Faults
from gaitbelt.edges.cms.sheets import LINE
from gaitbelt.edges.cms.texts import NotText, Row, is_blank

BLOCK_BYTES = 16 << 20
BLOCK_ROWS = 200_000
COLUMNS = 7
"""Column 1, column 2, before 1996, effective, deletion, modifier, rationale."""

BEFORE_1996 = date(1996, 1, 1)
_CELLS = [f"c{at}" for at in range(COLUMNS)]
_TAB = "\t"
_DATE = r"^\d{8}$"
_HEADING_LINES = 12
_RAW = {LINE: pl.UInt32(), **dict.fromkeys(_CELLS, pl.String())}


def from_text(stream: BinaryIO, heading_line: int, setting: str, faults: Faults) -> pl.DataFrame:
    """Return the pairs of tab-separated text; memory grows with the pairs alone.

    ``heading_line``: that of the row with Column 1 and Column 2, counted from 1.
    Raises NotText where the content holds NUL bytes.
    """
    parts, started = [], False
    for first, block in _blocks(stream):
        lines = _lines(block, first).filter(pl.col(LINE) > heading_line)
        if not started:
            lines = _below_heading(lines, heading_line)
            started = lines.height > 0
        parts.append(typed(_split(lines, faults), setting, faults))
    return _whole(parts, faults)


def from_rows(rows: Iterator[Row], heading_line: int, setting: str, faults: Faults) -> pl.DataFrame:
    """Return the pairs of comma-separated text, row by row."""
    parts, held = [], []
    started = False
    for line, cells in rows:
        started = started or (line > heading_line and _is_pair_row(cells))
        if not started or is_blank(cells):
            continue
        if len(cells) != COLUMNS:
            faults.add(line, _miscounted(len(cells)))
            continue
        held.append((line, *cells))
        if len(held) == BLOCK_ROWS:
            parts.append(typed(_raw(held), setting, faults))
            held = []
    parts.append(typed(_raw(held), setting, faults))
    return _whole(parts, faults)


def from_sheet(
    sheet: pl.DataFrame, heading_line: int, setting: str, faults: Faults
) -> pl.DataFrame:
    """Return the pairs of a workbook's sheet."""
    below = sheet.filter(pl.col(LINE) > heading_line)
    wide = [name for name in sheet.columns if name != LINE]
    if len(wide) != COLUMNS:
        faults.add(heading_line, _miscounted(len(wide)))
        return pl.DataFrame(schema=KINDS[PTP_EDITS].columns)
    held = below.filter(pl.any_horizontal(pl.col(wide).str.strip_chars() != ""))
    head = held.head(_HEADING_LINES)
    at = next((at for at, row in enumerate(head.rows()) if _is_pair_row(list(row[1:]))), 0)
    return _whole([typed(held[at:].select(*_RAW), setting, faults)], faults)


def typed(raw: pl.DataFrame, setting: str, faults: Faults) -> pl.DataFrame:
    """Return rows of text as pairs; a row that cannot be read is a fault."""
    bare = raw.with_columns(pl.col(_CELLS).str.strip_chars())
    is_old, begins, ends = pl.col("c2") == "*", pl.col("c3"), pl.col("c4")
    is_open = ends.is_in(["*", ""])
    found = bare.select(
        LINE,
        _code("c0").alias("column_one"),
        _code("c1").alias("column_two"),
        pl.lit(setting).alias("setting"),
        pl.col("c5").str.extract(r"^([019])(?:\.0)?$").cast(pl.Int64).alias("modifier_indicator"),
        pl.lit(None, dtype=pl.Date).alias("not_before"),
        _date(begins).alias("effective_from"),
        pl.when(is_old & (begins == "")).then(BEFORE_1996).alias("established_from"),
        _date(ends).alias("effective_through"),
        is_open.alias("is_open"),
        (is_old & (begins == "")).alias("is_undated"),
    )
    unread = (
        pl.col("column_one", "column_two", "modifier_indicator").is_null(),
        pl.col("effective_from").is_null() & ~pl.col("is_undated"),
        pl.col("effective_through").is_null() & ~pl.col("is_open"),
    )
    is_unread = pl.any_horizontal(unread)
    bad = found.select(is_unread.alias("unread")).to_series()
    if bad.any():
        for row in bare.filter(bad).iter_rows():
            faults.add(row[0], _reason(row[1:]))
    return found.filter(~bad)


def _reason(cells: tuple[str, ...]) -> str:
    """Return why a row of a pair could not be read."""
    for name, cell in (("column 1", cells[0]), ("column 2", cells[1])):
        if not re.match(CODE, cell.upper()):
            return f"{shown(cell)} is not a code of five letters or digits ({name})"
    if not re.match(r"^[019](\.0)?$", cells[5]):
        return f"{shown(cells[5])} is not a modifier indicator of 0, 1 or 9"
    name, cell = ("effective date", cells[3])
    if _is_day(cell) or (not cell and cells[2] == "*"):
        name, cell = ("deletion date", cells[4])
    return f"{shown(cell)} is not a date such as 20260401 ({name})"


def _is_day(text: str) -> bool:
    try:
        return bool(re.match(_DATE, text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _code(name: str) -> pl.Expr:
    found = pl.col(name).str.to_uppercase()
    return pl.when(found.str.contains(CODE)).then(found)


def _date(text: pl.Expr) -> pl.Expr:
    bare = text.str.replace(r"\.0$", "")
    return pl.when(bare.str.contains(_DATE)).then(bare).str.to_date("%Y%m%d", strict=False)


def _whole(parts: list[pl.DataFrame], faults: Faults) -> pl.DataFrame:
    columns = KINDS[PTP_EDITS].columns
    if faults.count or not parts:
        return pl.DataFrame(schema=columns)
    pairs = pl.concat(parts)
    again = pairs.filter(pairs.select("column_one", "column_two").is_duplicated())
    twice = again.filter(~again.select(pl.struct(*columns).is_first_distinct()).to_series())
    for row in twice.iter_rows(named=True):
        faults.add(row[LINE], f"{row['column_one']} {row['column_two']} stands twice")
    if faults.count:
        return pl.DataFrame(schema=columns)
    return pairs.select(*columns).sort("column_one", "column_two", "effective_from")


def _raw(rows: list[tuple[object, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=_RAW, orient="row")


def _is_pair_row(cells: list[str]) -> bool:
    """Return whether a row below the heading is no longer part of it."""
    is_coded = bool(re.match(CODE, cells[0].strip().upper())) and len(cells) >= COLUMNS - 1
    return is_coded or any(re.match(_DATE, cell.strip()) for cell in cells)


def _miscounted(count: int) -> str:
    return f"{count} columns stand where a pair has {COLUMNS}"


def _blocks(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield whole lines in blocks, each with the number of its first line."""
    left, first = b"", 1
    while block := stream.read(BLOCK_BYTES):
        if b"\0" in block:
            raise NotText("holds bytes that no text has")
        end = block.rfind(b"\n") + 1
        if end == 0:
            left += block
            continue
        whole = left + block[:end]
        yield first, whole
        first += whole.count(b"\n")
        left = block[end:]
    if left:
        yield first, left


def _lines(block: bytes, first: int) -> pl.DataFrame:
    text = block.decode("utf-8", errors="replace").removesuffix("\n")
    lines = pl.Series("text", text.split("\n"), dtype=pl.String).str.strip_chars_end("\r\x1a")
    return (
        lines.to_frame()
        .with_row_index(LINE, offset=first)
        .filter(pl.col("text").str.strip_chars() != "")
    )


def _below_heading(lines: pl.DataFrame, heading_line: int) -> pl.DataFrame:
    """Drop the lines on which the heading goes on."""
    near = lines.filter(pl.col(LINE) <= heading_line + _HEADING_LINES)
    for line, text in near.iter_rows():
        if _is_pair_row(text.split(_TAB)):
            return lines.filter(pl.col(LINE) >= line)
    return lines.filter(pl.col(LINE) > heading_line + _HEADING_LINES)


def _split(lines: pl.DataFrame, faults: Faults) -> pl.DataFrame:
    """Return lines as columns c0 to c6; one with more or fewer cells is a fault."""
    counts = lines["text"].str.count_matches(_TAB, literal=True)
    odd = counts != COLUMNS - 1
    if odd.any():
        for line, tabs in zip(lines.filter(odd)[LINE], counts.filter(odd), strict=True):
            faults.add(line, _miscounted(tabs + 1))
        lines = lines.filter(~odd)
    cells = lines["text"].str.split_exact(_TAB, COLUMNS - 1).struct.rename_fields(_CELLS)
    return pl.concat([lines.select(LINE), cells.struct.unnest()], how="horizontal").with_columns(
        pl.col(_CELLS).fill_null("").str.strip_chars('"')
    )
