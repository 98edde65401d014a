"""X12 files as folders of tables, and such folders as X12 files again."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from gaitbelt.edges.content import opened
from gaitbelt.edges.x12.guide.load import guide_names
from gaitbelt.edges.x12.problems import finished
from gaitbelt.edges.x12.reading import iter_x12, kinds_in, transaction_of
from gaitbelt.edges.x12.separators import ISA_LENGTH
from gaitbelt.edges.x12.write.marks import Envelope, Marks
from gaitbelt.edges.x12.write.writing import Written, write_x12
from gaitbelt.language.errors import GaitbeltError, ImpossibleInput
from gaitbelt.tables.problem import PROBLEM

FORMATS = ("parquet", "csv", "duckdb")
ENVELOPE_FILE = "envelope.json"
DATABASE = "x12.duckdb"
_BETWEEN = " "


class MissingPackage(GaitbeltError):
    """A package that an answer needs and that is not installed."""


@dataclass(frozen=True, slots=True)
class TablesWritten:
    """How many rows of each table were written, by kind, and what could not be read."""

    folder: Path
    rows: dict[str, dict[str, int]]
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROBLEM))


def tables_to_folder(paths: Sequence[Path], folder: Path, *, file_format: str) -> TablesWritten:
    """Write every table of files to a folder: Parquet or CSV files, or one DuckDB file.

    Tables lie in a folder of their kind (837P/claims.csv, 837P/claims/000-0000.parquet),
    with the columns of reading; memory does not grow with the files. Beside them stands
    ``envelope.json`` with the first file's ids and separators. Raises ImpossibleInput for an
    unknown format, OSError where a file cannot be opened or written, MissingPackage where
    DuckDB is not installed.
    """
    if file_format not in FORMATS:
        raise ImpossibleInput(f"{file_format} is not a format. Use {', '.join(FORMATS)}.")
    folder.mkdir(parents=True, exist_ok=True)
    rows: dict[str, dict[str, int]] = {}
    told = [pl.DataFrame(schema=PROBLEM)]
    with _taker(folder, file_format) as take:
        for number, path in enumerate(paths):
            kinds = [each for each in kinds_in(path) if each in guide_names()]
            told += [
                _of_file(path, kind, number, take, rows.setdefault(kind, {})) for kind in kinds
            ]
    _keep_envelope(paths, folder)
    return TablesWritten(folder, rows, pl.concat(told))


Take = Callable[[str, str, str, pl.DataFrame], None]


def _of_file(
    path: Path, kind: str, number: int, take: Take, counts: dict[str, int]
) -> pl.DataFrame:
    told = [pl.DataFrame(schema=PROBLEM)]
    for place, part in enumerate(iter_x12(path, kind, file_name=path.name)):
        for name, rows in part.tables.items():
            counts[name] = counts.get(name, 0) + rows.height
            take(kind, name, f"{number:03}-{place:04}", rows)
        told.append(part.problems)
    return finished(pl.concat(told), path.name, counts.get("claims"))


class _taker:  # noqa: N801 (used as a statement: with _taker(…) as take)
    """Where parts of tables go, one after the other."""

    def __init__(self, folder: Path, file_format: str) -> None:
        self.folder, self.file_format = folder, file_format
        self.begun: set[Path] = set()
        self.database = _database(folder / DATABASE) if file_format == "duckdb" else None

    def __enter__(self) -> Take:
        return {"parquet": self.parquet, "csv": self.csv, "duckdb": self.duckdb}[self.file_format]

    def __exit__(self, *_: object) -> None:
        if self.database is not None:
            self.database.close()

    def parquet(self, kind: str, name: str, part: str, rows: pl.DataFrame) -> None:
        """Write a part as a file in the table's folder; an empty one only as the first."""
        place = self.folder / kind / name
        if rows.is_empty() and place in self.begun:
            return
        if place not in self.begun and place.exists():
            for old in place.glob("*.parquet"):
                old.unlink()
        place.mkdir(parents=True, exist_ok=True)
        self.begun.add(place)
        rows.write_parquet(place / f"{part}.parquet")

    def csv(self, kind: str, name: str, _part: str, rows: pl.DataFrame) -> None:
        """Write a part at the end of the table's file; lists are parted by blanks."""
        place = self.folder / kind / f"{name}.csv"
        place.parent.mkdir(parents=True, exist_ok=True)
        is_first = place not in self.begun
        self.begun.add(place)
        lists = [each for each, dtype in rows.schema.items() if dtype.base_type() == pl.List]
        flat = rows.with_columns(
            pl.col(each).cast(pl.List(pl.String)).list.join(_BETWEEN) for each in lists
        )
        with place.open("wb" if is_first else "ab") as stream:
            flat.write_csv(stream, include_header=is_first)

    def duckdb(self, kind: str, name: str, _part: str, rows: pl.DataFrame) -> None:
        """Write a part to a table of the database, called by its kind: claims_837P."""
        table = f'"{name}_{kind}"'
        place = self.folder / kind / name
        database = self.database
        assert database is not None  # noqa: S101 (made for this format alone)
        whole = self.folder / f".{name}.parquet"
        rows.write_parquet(whole)
        made = "CREATE OR REPLACE TABLE {} AS" if place not in self.begun else "INSERT INTO {}"
        database.execute(f"{made.format(table)} SELECT * FROM read_parquet(?)", [str(whole)])  # noqa: S608 (names of our own tables)
        whole.unlink()
        self.begun.add(place)


def _database(path: Path) -> Any:  # noqa: ANN401 (the package is optional)
    try:
        import duckdb
    except ImportError:
        raise MissingPackage(
            "DuckDB is not installed. Install gaitbelt with its extra: pip install "
            "'gaitbelt[duckdb]', or choose parquet or csv."
        ) from None
    return duckdb.connect(str(path))


def _keep_envelope(paths: Iterable[Path], folder: Path) -> None:
    """Write down the ids and separators of the first file that begins as the standard has it."""
    for path in paths:
        with opened(path) as source:
            head = source.read(ISA_LENGTH + 3).decode("latin-1").lstrip("\ufeffï»¿")
        parts = head[:ISA_LENGTH].split(head[3:4])
        if head[:3].upper() != "ISA" or len(parts) != 17:  # noqa: PLR2004 (an ISA's elements)
            continue
        told = {
            "sender_qualifier": parts[5], "sender_id": parts[6].strip(),
            "receiver_qualifier": parts[7], "receiver_id": parts[8].strip(), "usage": parts[15],
            "separators": head[3:4] + parts[16][:1] + parts[11][:1] + head[105:106],
        }  # fmt: skip
        text = json.dumps(told, indent=2) + "\n"
        (folder / ENVELOPE_FILE).write_text(text, encoding="utf-8")
        return


def kinds_of_folder(folder: Path) -> tuple[str, ...]:
    """Return the kinds that a folder holds tables of."""
    return tuple(each for each in guide_names() if (folder / each).is_dir())


def tables_of_folder(folder: Path, kind: str) -> dict[str, pl.DataFrame]:
    """Return the tables of a kind from a folder. Raises ImpossibleInput where it has none."""
    found: dict[str, pl.DataFrame] = {}
    for name, shape in transaction_of(kind).shapes.items():
        parts = sorted((folder / kind / name).glob("*.parquet"))
        text = folder / kind / f"{name}.csv"
        if parts:
            found[name] = pl.concat([pl.read_parquet(each) for each in parts])
        elif text.is_file():
            found[name] = _from_csv(text, shape)
    for each in _others(folder / kind, found):
        found[each.stem] = _from_csv(each, {})
    if not found:
        raise ImpossibleInput(
            f"{folder} holds no tables of {kind}. Make them with gaitbelt x12 tables, or name "
            "another folder or kind."
        )
    return found


def _others(folder: Path, found: dict[str, pl.DataFrame]) -> Iterator[Path]:
    yield from (each for each in sorted(folder.glob("*.csv")) if each.stem not in found)


def _from_csv(path: Path, shape: dict[str, pl.DataType]) -> pl.DataFrame:
    rows = pl.read_csv(path, infer_schema=False)
    columns = []
    for name in rows.columns:
        dtype = shape.get(name, pl.String())
        column = pl.col(name)
        if dtype.base_type() == pl.List:
            bare = pl.when(column != "").then(column.str.split(_BETWEEN))
            column = bare.fill_null([]).cast(dtype)
        elif dtype == pl.Date():
            column = column.str.to_date("%Y-%m-%d")
        elif dtype == pl.Boolean():
            column = column == "true"
        columns.append(column.cast(dtype).alias(name))
    return rows.select(columns)


def envelope_of_folder(folder: Path) -> dict[str, str]:
    """Return the ids and separators that stand beside a folder's tables, none where absent."""
    path = folder / ENVELOPE_FILE
    if not path.is_file():
        return {}
    told = json.loads(path.read_text(encoding="utf-8"))
    return {str(key): str(value) for key, value in told.items()}


def marks_of(separators: str, line_end: str = "\n") -> Marks:
    """Return separators from four characters: element, component, repetition, segment."""
    if len(separators) != 4:  # noqa: PLR2004 (there are four)
        raise ImpossibleInput(
            "Separators are four characters: element, component, repetition, segment, such as *:^~."
        )
    element, component, repetition, segment = tuple(separators)
    repeated = repetition if not repetition.isalnum() else Marks().repetition
    return Marks(element, component, repeated, segment, line_end)


def written_from_folder(
    folder: Path, kind: str, envelope: Envelope, marks: Marks, *, is_strict: bool = True
) -> Written:
    """Return the file that a folder's tables of a kind are written to."""
    return write_x12(tables_of_folder(folder, kind), kind, envelope, marks, is_strict=is_strict)
