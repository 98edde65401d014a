"""Text tables (comma, semicolon, tab or bar) as columns of text."""

import csv
import re
from dataclasses import dataclass
from io import StringIO

import polars as pl

HEADING_BYTES = 64 * 1024
_MARKS = (",", ";", "\t", "|")
OVERFLOW = "more cells"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a text table is written: its heading, and where the data begins."""

    names: list[str]
    separator: str
    data_start: int


def decoded(content: bytes) -> tuple[bytes, str | None]:
    """Return the content as UTF-8 without a byte-order mark, and a note on what it was."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").encode(), "UTF-16"
    content = content.removeprefix(b"\xef\xbb\xbf")
    if content.isascii():
        return content, None
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return content.decode("cp1252").encode(), "Windows-1252"
        except UnicodeDecodeError:
            return content.decode("latin-1").encode(), "Latin-1"
    return content, None


def layout(content: bytes) -> Layout | None:
    """Return the table's layout from its first line that is not blank; None without one."""
    start = len(content) - len(content.lstrip(b" \t\r\n\0"))
    head = content[start : start + HEADING_BYTES]
    ends = [at for at in (head.find(b"\n"), head.find(b"\r")) if at >= 0]
    if not ends and len(content) - start > HEADING_BYTES:
        return None
    line = head[: min(ends, default=len(head))].decode("utf-8", errors="replace")
    if not line.strip():
        return None
    bare = re.sub(r'"[^"]*"', "", line)
    separator = max(_MARKS, key=bare.count)
    names = next(csv.reader(StringIO(line), delimiter=separator), [])
    after = start + min(ends, default=len(head))
    if content[after : after + 2] == b"\r\n":
        return Layout(names, separator, after + 2)
    return Layout(names, separator, min(after + 1, len(content)))


def columns_of_text(data: bytes, table: Layout) -> tuple[pl.DataFrame, bool]:
    """Return the data rows as columns c0, c1, … of text, and whether quotes were even.

    A column ``more cells`` counts, for each row, how many cells it has too many (or, below
    zero, too few). Rows with an uneven number of quotes are read without quoting.
    """
    names = [f"c{at}" for at in range(len(table.names))]
    if b"\r" in data and b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    is_even = data.count(b'"') % 2 == 0
    quote = '"' if is_even and b'"' in data else None
    rows = pl.read_csv(
        data,
        has_header=False,
        separator=table.separator,
        quote_char=quote,
        schema=dict.fromkeys([*names, OVERFLOW], pl.String()),
        extra_columns="ignore",
        missing_columns="insert",
        empty_string_is_null=True,
        infer_schema=False,
    ) if data.strip(b"\r\n") else pl.DataFrame(schema=dict.fromkeys([*names, OVERFLOW], pl.String()))  # fmt: skip
    if quote is None and b'"' in data:
        rows = rows.with_columns(pl.col(names).str.replace_all('"', "", literal=True))
    return rows.with_columns(
        _cell_counts(data, table, len(rows), is_quoted=quote is not None)
    ), is_even


def _cell_counts(data: bytes, table: Layout, height: int, *, is_quoted: bool) -> pl.Series:
    """Count each row's cells beyond (or short of) the heading's; zero for a blank row."""
    bare = re.sub(rb'"[^"]*"', b"q", data) if is_quoted else data
    lines = pl.read_lines(bare)["line"] if bare else pl.Series("line", [], pl.String)
    if len(lines) != height:
        return pl.Series(OVERFLOW, [0] * height, dtype=pl.Int64)
    marks = lines.str.count_matches(table.separator, literal=True).cast(pl.Int64)
    beyond = marks + 1 - len(table.names)
    is_blank = lines.str.strip_chars() == ""
    return pl.select(pl.when(is_blank).then(0).otherwise(beyond).alias(OVERFLOW)).to_series()
