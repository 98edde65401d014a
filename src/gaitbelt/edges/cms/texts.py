"""Text of official tables: decoded, and as rows of cells with their line."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import polars as pl

from gaitbelt.edges.tabular.delimited import decoded

Row = tuple[int, list[str]]
"""The line that a row begins on, counted from 1, and its cells."""

SEPARATORS = ("\t", ",")
HEAD_ROWS = 60


class NotText(ValueError):
    """Content that cannot be read as a table of text; the text says why."""


def text_of(content: bytes) -> str:
    """Return the content as text. Raises NotText where it holds NUL bytes."""
    plain = decoded(content)[0]
    if b"\0" in plain:
        raise NotText("holds bytes that no text has")
    return plain.decode("utf-8", errors="replace")


def rows_of(text: str, separator: str) -> Iterator[Row]:
    """Yield the rows of a delimited text. Raises NotText where quotes do not close."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise NotText(f"cannot be read from line {line} on ({error})") from error
        if cells is None:
            return
        yield line, cells
        line = reader.line_num + 1


def rows_of_sheet(sheet: pl.DataFrame) -> Iterator[Row]:
    """Yield the rows of a workbook's sheet."""
    for line, *cells in sheet.iter_rows():
        yield line, cells


def head_of(rows: Iterable[Row]) -> list[Row]:
    """Return the first rows; those before one that cannot be read, where there is one."""
    found: list[Row] = []
    try:
        found.extend(islice(rows, HEAD_ROWS))
    except NotText:
        return found
    return found


def said(cell: str) -> str:
    """Return a heading as it is compared: one space between words, small letters."""
    return " ".join(cell.split()).lower()


def is_blank(cells: Sequence[str]) -> bool:
    """Return whether nothing stands in a row."""
    return not any(cell.strip() for cell in cells)
