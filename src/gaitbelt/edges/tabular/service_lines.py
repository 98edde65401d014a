"""Service lines from a table: CSV, Parquet, JSON lines or a JSON array."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import polars as pl

from gaitbelt.edges.content import HEAD_BYTES, content_kind, is_packed, opened
from gaitbelt.edges.result import ReadResult, combined, damaged, problem, unopened, unreadable
from gaitbelt.edges.tabular import delimited, json_rows
from gaitbelt.edges.tabular.columns import Columns, recognised
from gaitbelt.edges.tabular.typing_rows import ROW, typed
from gaitbelt.edges.wording import counted
from gaitbelt.tables.problem import PROBLEM
from gaitbelt.tables.service_line import LIST_OR_ZERO_WHEN_BLANK

BATCH_ROWS = 250_000
_ROW_BYTES = 160
_STEPS_BACK = 50
_LONGEST_QUOTE = 4
_BLANK_MEANS_NONE = (*LIST_OR_ZERO_WHEN_BLANK, "assistant_minutes")
_DATE_NOTE = "dates-rewritten"

_NOT_TABLES = {
    "spreadsheet": ("a spreadsheet workbook", "Save the sheet as CSV and read that file."),
    "pdf": ("a PDF", "Export the data as CSV and read that file."),
    "database": ("a database file", "Export the table as CSV or Parquet and read that file."),
    "gzip": ("compressed twice", "Unpack it once and read that file."),
    "binary": ("not text", "Name a CSV, Parquet or JSON-lines file, or an 837P file."),
    "x12": ("an X12 file, not a table", "Read it as an 837P file."),
    "empty": ("empty", "Export the data again and read that file."),
}


@dataclass(slots=True)
class _Run:
    """What is told once for a whole file, however many batches it comes in."""

    file_name: str
    format: str
    told: set[str] = field(default_factory=set)
    row_count: int = 0


def read_service_lines(path: Path | bytes, *, file_name: str) -> ReadResult:
    """Return the service lines of a table and what could not be read in it.

    ``path`` is a file or its bytes, perhaps compressed with gzip; the content says what it
    is, not the name. Any contract column may be absent (null on every line); a row with a
    cell that cannot be read is left out and reported, all others are read. No content
    raises: a file that is no table gives one problem of level ``file``.
    """
    return combined(list(iter_service_lines(path, file_name=file_name, batch_rows=None)))


def iter_service_lines(
    path: Path | bytes, *, file_name: str, batch_rows: int | None = BATCH_ROWS
) -> Iterator[ReadResult]:
    """Yield a table's service lines in batches of at most ``batch_rows`` rows.

    Text tables and Parquet are read batch by batch, so that memory does not grow with the
    file; JSON is read whole and then cut. ``batch_rows`` None gives one batch.
    """
    try:
        with opened(path) as stream:
            head = stream.read(HEAD_BYTES)
            kind = content_kind(head)
            if kind in _NOT_TABLES:
                what, fix = _NOT_TABLES[kind]
                yield unreadable(file_name, f"file-{kind}", f"{file_name} is {what}.", fix,
                                 found=kind)  # fmt: skip
                return
            stream.seek(0)
            if kind == "parquet":
                yield from _from_parquet(path, stream, _Run(file_name, "parquet"), batch_rows)
            elif kind.startswith("json"):
                yield from _from_json(stream.read(), kind, _Run(file_name, "json"), batch_rows)
            else:
                yield from _from_text(stream, _Run(file_name, "csv"), batch_rows)
    except OSError as error:
        yield unopened(file_name, error)
    except (EOFError, zlib.error):
        yield unopened(file_name, damaged())
    except MemoryError:
        yield unreadable(file_name, "file-too-large", f"{file_name} does not fit in memory.",
                         "Split it, or convert it to Parquet, and read the parts.")  # fmt: skip


def _note(run: _Run, code: str, message: str, fix: str) -> pl.DataFrame:
    if code in run.told:
        return pl.DataFrame(schema=PROBLEM)
    run.told.add(code)
    return problem(run.file_name, "note", code, message, fix)


def _heading_notes(run: _Run, columns: Columns) -> list[pl.DataFrame]:
    fix = "Nothing to do if that is right; else rename the columns."
    return [_note(run, code, message, fix) for code, message in columns.notes]


def _not_a_table(run: _Run) -> ReadResult:
    return unreadable(
        run.file_name,
        "no-known-column",
        f"None of the columns of {run.file_name} is known; its first line may not be a heading.",
        "Name the columns in the first line, such as date_of_service, hcpcs_code, unit_count.",
        found=run.format,
    )


def _named(rows: pl.DataFrame, columns: Columns, names: list[str]) -> pl.DataFrame:
    """Return the known columns under their contract names, modifiers put together."""
    chosen = [pl.col(ROW)]
    for target, places in columns.sources.items():
        if len(places) == 1:
            chosen.append(pl.col(names[places[0]]).alias(target))
        else:
            parts = [pl.col(names[place]).cast(pl.String).fill_null("") for place in places]
            chosen.append(pl.concat_str(parts, separator=" ").alias(target))
    return rows.select(chosen)


def _lines_of(
    run: _Run, rows: pl.DataFrame, told: list[pl.DataFrame], batch_rows: int | None
) -> Iterator[ReadResult]:
    for part in rows.iter_slices(batch_rows or max(len(rows), 1)) if len(rows) else [rows]:
        found = typed(part, run.file_name)
        notes = list(told)
        told = []
        if found.has_other_dates:
            notes.append(_note(run, _DATE_NOTE, "Dates written as 3/2/2026, 20260302 or with a "
                               "time were read as 2026-03-02.", "Nothing to do."))  # fmt: skip
        yield ReadResult(
            found.lines,
            pl.concat([*notes, found.problems.sort("row")]),
            row_count=len(part),
            format=run.format,
        )


def _from_parquet(
    path: Path | bytes, stream: BinaryIO, run: _Run, batch_rows: int | None
) -> Iterator[ReadResult]:
    is_plain = isinstance(path, Path) and not is_packed(path)
    try:
        source = pl.scan_parquet(path if is_plain else stream.read())
        schema = source.collect_schema()
        height = int(source.select(pl.len()).collect().item())
        names = schema.names()
        columns = _without_unknown(recognised(names), source, names)
        if not columns.sources:
            yield _not_a_table(run)
            return
        told = _heading_notes(run, columns)
        wanted = [names[at] for places in columns.sources.values() for at in places]
        step = batch_rows or max(height, 1)
        for start in range(0, max(height, 1), step):
            part = source.select(wanted).slice(start, step).collect()
            numbers = pl.Series(ROW, range(start + 1, start + len(part) + 1), dtype=pl.Int64)
            rows = _named(part.with_columns(numbers), columns, names)
            yield from _lines_of(run, rows, told, None)
            told = []
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        yield unreadable(run.file_name, "file-damaged",
                         f"{run.file_name} begins as a Parquet file but cannot be read as one.",
                         "Write it again and read that file.", found=run.format)  # fmt: skip


def _without_unknown(columns: Columns, source: pl.LazyFrame, names: list[str]) -> Columns:
    """Drop columns that are null on every row of a Parquet file: there null means unknown.

    A text table cannot say so: its blank cells mean none, or 0.
    """
    blank = [name for name in _BLANK_MEANS_NONE if len(columns.sources.get(name, [])) == 1]
    places = {name: names[columns.sources[name][0]] for name in blank}
    counts = source.select(pl.col(place).count().alias(name) for name, place in places.items())
    held = counts.collect().row(0, named=True) if places else {}
    for name, count in held.items():
        if count == 0:
            del columns.sources[name]
    return columns


def _from_json(
    content: bytes, kind: str, run: _Run, batch_rows: int | None
) -> Iterator[ReadResult]:
    content, encoding = delimited.decoded(content)
    told = _encoding_note(run, encoding)
    content = content.strip(b" \t\r\n\0")
    is_lines = kind == "json object" and b"\n" in content
    whole = None
    if not is_lines or not _is_object(content[: content.find(b"\n")]):
        whole = json_rows.json_array(content)
    unread: list[int] = []
    if whole is not None:
        rows = json_rows.objects(whole)
        rows = rows.with_columns(pl.Series(ROW, range(1, len(rows) + 1), dtype=pl.Int64))
    elif kind == "json array":
        yield unreadable(run.file_name, "file-not-json",
                         f"{run.file_name} begins as JSON but is not a list of objects.",
                         "Write one object per line item and read that file.",
                         found=run.format)  # fmt: skip
        return
    else:
        rows, unread = json_rows.json_lines(content)
    names = [name for name in rows.columns if name != ROW]
    columns = recognised(names)
    if not columns.sources:
        yield _not_a_table(run)
        return
    told += [*_heading_notes(run, columns), _unread_rows(run, unread)]
    yield from _lines_of(run, _named(rows, columns, names), told, batch_rows)


def _is_object(line: bytes) -> bool:
    found = json_rows.json_array(line.strip())
    return found is not None and line.lstrip().startswith(b"{")


def _unread_rows(run: _Run, numbers: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "file": run.file_name,
            "row": numbers,
            "level": "row",
            "problem_code": "row-not-json",
            "message": [
                f"{run.file_name}, row {number:,}: the line is not a JSON object."
                for number in numbers
            ],
            "fix": "Correct the line and read the file again; the row was left out.",
        }
        if numbers
        else {},
        schema_overrides=PROBLEM,
    ).pipe(_as_problems)


def _as_problems(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(
        pl.col(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype).alias(name)
        for name, dtype in PROBLEM.items()
    ).filter(pl.col("message").is_not_null())


def _encoding_note(run: _Run, encoding: str | None) -> list[pl.DataFrame]:
    if encoding is None:
        return []
    return [_note(run, "encoding", f"The text is {encoding}, not UTF-8; it was read as that.",
                  "Nothing to do, or save it as UTF-8.")]  # fmt: skip


def _from_text(stream: BinaryIO, run: _Run, batch_rows: int | None) -> Iterator[ReadResult]:
    size = -1 if batch_rows is None else max(1 << 20, batch_rows * _ROW_BYTES)
    table: delimited.Layout | None = None
    columns = Columns()
    told: list[pl.DataFrame] = []
    for block in _blocks(stream, size):
        data, encoding = delimited.decoded(block)
        told += _encoding_note(run, encoding)
        if b"\0" in data:
            data = data.replace(b"\0", b"")
            told.append(_note(run, "nul-bytes", "NUL bytes in the text were left out.",
                              "Nothing to do; the export may be damaged."))  # fmt: skip
        if table is None:
            table = delimited.layout(data)
            columns = recognised(table.names if table else [])
            if table is None or not columns.sources:
                yield _not_a_table(run)
                return
            told += _heading_notes(run, columns)
            data = data[table.data_start :]
        rows, faults = _text_rows(data, table, run)
        yield from _lines_of(run, _named(rows, columns, _places(table)), told + faults, batch_rows)
        told = []
    if table is None:
        yield _not_a_table(run)
    elif not run.row_count:
        note = _note(run, "no-rows", f"{run.file_name} has a heading and no rows.",
                     "Export the data again if rows were expected.")  # fmt: skip
        yield ReadResult(problems=note, format=run.format)


def _places(table: delimited.Layout) -> list[str]:
    return [f"c{at}" for at in range(len(table.names))]


def _text_rows(
    data: bytes, table: delimited.Layout, run: _Run
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """Return the rows that have as many cells as the heading, and the faults of the others."""
    try:
        rows, is_even = delimited.columns_of_text(data, table)
    except pl.exceptions.PolarsError:
        bare = data.replace(b'"', b"")
        rows, is_even = delimited.columns_of_text(bare, table)[0], False
    numbers = range(run.row_count + 1, run.row_count + len(rows) + 1)
    rows = rows.with_columns(pl.Series(ROW, numbers, dtype=pl.Int64))
    run.row_count += len(rows)
    faults = []
    if not is_even:
        faults.append(_note(run, "quotes-uneven", "The number of quotation marks is uneven; they "
                            "were read as if they were not there.",
                            "Close every quoted cell and read the file again."))  # fmt: skip
    ragged = rows.filter(pl.col(delimited.OVERFLOW) != 0)
    if len(ragged):
        faults.append(_ragged(ragged, len(table.names), run))
        rows = rows.filter(pl.col(delimited.OVERFLOW) == 0)
    return rows, faults


def _ragged(ragged: pl.DataFrame, expected: int, run: _Run) -> pl.DataFrame:
    cells = pl.col(delimited.OVERFLOW) + expected
    what = counted(expected, "column", "columns")
    return ragged.select(
        file=pl.lit(run.file_name),
        row=pl.col(ROW),
        level=pl.lit("row"),
        problem_code=pl.lit("row-ragged"),
        message=pl.format(
            f"{run.file_name}, row {{}}: it has {{}} cells where the heading has {what}.",
            pl.col(ROW),
            cells,
        ),
        fix=pl.lit("Put quotation marks around cells that hold the separator, and read the "
                   "file again; the row was left out."),
    ).pipe(_as_problems)  # fmt: skip


def _blocks(stream: BinaryIO, size: int) -> Iterator[bytes]:
    """Yield the content in blocks that end at a line end outside quotation marks."""
    if size < 0:
        whole = stream.read()
        if whole:
            yield whole
        return
    rest = b""
    while fresh := stream.read(max(size, len(rest))):
        rest += fresh
        last = cut = rest.rfind(b"\n") + 1
        for _ in range(_STEPS_BACK):
            if not cut or rest.count(b'"', 0, cut) % 2 == 0:
                break
            cut = rest.rfind(b"\n", 0, cut - 1) + 1
        else:
            cut = last if len(rest) > _LONGEST_QUOTE * size else 0
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    if rest:
        yield rest
