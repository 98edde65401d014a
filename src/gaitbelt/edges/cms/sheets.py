"""Excel workbooks as rows of text, through a reader that is installed on request."""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import polars as pl

from gaitbelt.edges.cms.packed import Unpackable, guard
from gaitbelt.edges.cms.texts import said

LINE = "line"
_CODES = re.compile(r"hcpcs|column ?[12]$|add-?on[ _]code$|primary[ _]code$")
_NUMBER = r"^\d{1,5}(\.0+)?$"


class NoReader(Exception):
    """The library that reads workbooks is not installed."""


def sheet(content: bytes) -> pl.DataFrame:
    """Return the first sheet that is not empty: ``line`` and columns c0, c1, … of text.

    ``line`` counts the sheet's rows from 1, blank ones included. Raises NoReader where
    fastexcel is not installed and Unpackable where the workbook cannot be read.
    """
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                guard(archive.infolist())
        except zipfile.BadZipFile as error:
            raise Unpackable("is cut off or damaged") from error
    try:
        import fastexcel
    except ImportError as error:
        raise NoReader from error
    try:
        book = fastexcel.read_excel(content)
        for at in range(len(book.sheet_names)):
            frame = _text(book.load_sheet(at, header_row=None, dtypes="string"))
            if frame.height:
                return frame
    except fastexcel.FastExcelError as error:
        raise Unpackable("is a workbook that cannot be read") from error
    return pl.DataFrame(schema={LINE: pl.UInt32})


def _text(found: Any) -> pl.DataFrame:  # noqa: ANN401 (fastexcel's own sheet)
    frame: pl.DataFrame = found.to_polars()
    names = {old: f"c{at}" for at, old in enumerate(frame.columns)}
    text = frame.rename(names).with_columns(pl.all().cast(pl.String).fill_null(""))
    return text.with_row_index(LINE, offset=1)


def with_codes(sheet: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return a sheet in which codes kept as numbers have their first zeros again.

    ``names``: the heading of each column; those of codes are told by it.
    """
    found = [f"c{at}" for at, name in enumerate(names) if _CODES.search(said(name))]
    cells = pl.col(found)
    figures = cells.str.replace(r"\.0+$", "").str.zfill(5)
    return sheet.with_columns(pl.when(cells.str.contains(_NUMBER)).then(figures).otherwise(cells))
