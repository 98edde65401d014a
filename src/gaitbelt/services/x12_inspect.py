"""What is in an X12 file: its envelopes, its transactions, its tables, what is amiss."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from gaitbelt.edges.content import opened
from gaitbelt.edges.x12.blocks import blocks
from gaitbelt.edges.x12.envelope import ENVELOPE, envelope_of
from gaitbelt.edges.x12.guide.load import guide, guide_names
from gaitbelt.edges.x12.reading import iter_x12, kinds_in
from gaitbelt.edges.x12.separators import Separators, separators_at
from gaitbelt.edges.x12.survey import Survey

_HEAD = 4096
_NAMED = {"element": "element", "component": "component", "segment": "segment"}


@dataclass(frozen=True, slots=True)
class Inspection:
    """What one file holds.

    ``transactions``: interchange, group and transaction control numbers, kind and version,
    one row each in file order. ``tables``: rows of each table by kind. ``problems`` count by
    code what could not be read.
    """

    file: str
    byte_count: int
    segment_count: int
    separators: dict[str, str]
    senders: tuple[tuple[str, str], ...]
    transactions: pl.DataFrame
    tables: dict[str, dict[str, int]]
    problems: dict[str, int]

    @property
    def is_readable(self) -> bool:
        """Whether anything of the file was read."""
        return bool(self.tables)

    def to_dict(self) -> dict[str, object]:
        """Return it as JSON holds it."""
        return {
            "file": self.file,
            "byte_count": self.byte_count,
            "segment_count": self.segment_count,
            "separators": self.separators,
            "interchanges": [{"sender": each[0], "receiver": each[1]} for each in self.senders],
            "transactions": self.transactions.to_dicts(),
            "tables": self.tables,
            "problems": self.problems,
        }


def inspect(path: Path) -> Inspection:
    """Return what a file holds. Raises OSError where it cannot be opened."""
    survey = Survey()
    some = guide(guide_names()[0])
    frames = [pl.DataFrame(schema=ENVELOPE)]
    with opened(path) as source:
        marks = separators_at(source.read(_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n"), 0)
    with opened(path) as source:
        frames += [envelope_of(block.text) for block in blocks(source, survey, some)]
    frame = pl.concat(frames)
    tables: dict[str, dict[str, int]] = {}
    problems: dict[str, int] = {}
    for kind in kinds_in(path):
        if kind not in guide_names():
            continue
        counts: dict[str, int] = {}
        for part in iter_x12(path, kind, file_name=path.name):
            for name, rows in part.tables.items():
                counts[name] = counts.get(name, 0) + rows.height
            for code in part.problems["problem_code"].to_list():
                problems[code] = problems.get(code, 0) + 1
        tables[kind] = counts
    senders = frame.filter(pl.col("id") == "ISA").select("sixth", "eighth").rows()
    return Inspection(
        path.name, survey.byte_count, survey.segment_count, _shown(marks),
        tuple((str(each[0]), str(each[1])) for each in senders), _transactions(frame), tables,
        dict(sorted(problems.items())),
    )  # fmt: skip


def _shown(marks: Separators | None) -> dict[str, str]:
    if marks is None:
        return {}
    return {name: getattr(marks, name).decode("latin-1") for name in _NAMED}


def _transactions(frame: pl.DataFrame) -> pl.DataFrame:
    """Return each transaction with the numbers of the envelopes around it."""

    def last(name: str, column: str) -> pl.Expr:
        return pl.when(pl.col("id") == name).then(column).forward_fill()

    told = frame.with_columns(
        interchange=last("ISA", "thirteenth"),
        group=last("GS", "sixth"),
        version=last("GS", "eighth"),
    )
    return told.filter(pl.col("id") == "ST").select(
        "interchange",
        "group",
        transaction="second",
        kind="first",
        version=pl.coalesce(pl.when(pl.col("third") != "").then("third"), "version"),
        segment="number",
        byte_offset="offset",
    )
