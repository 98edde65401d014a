"""Pricing a file of lines: every row of it, as it was written, with its price beside it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from gaitbelt.edges.content import content_kind, head_of, opened
from gaitbelt.edges.reading import read
from gaitbelt.edges.tabular import delimited
from gaitbelt.edges.tabular.columns import heading
from gaitbelt.edges.tabular.written import as_rows
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.services.pricing import price
from gaitbelt.services.pricing_columns import NOTE, REDUCED_UNITS, STATED, WATERFALL
from gaitbelt.tables.problem import no_problems

PRICED = (*WATERFALL, REDUCED_UNITS, NOTE)
"""The columns that a price adds."""

PLACES = {
    "locality": "locality",
    "pricing_locality": "locality",
    "zip_code": "zip_code",
    "zip": "zip_code",
    "service_zip": "zip_code",
    "billing_tax_id": "billing_tax_id",
    "tax_id": "billing_tax_id",
    "tin": "billing_tax_id",
}
"""Columns beside the tabular contract that a price reads, by the names in use."""


@dataclass(frozen=True, slots=True)
class PricedFile:
    """A file's rows with their prices, and what could not be read in it.

    ``lines``: the rows as they are written and the columns ``PRICED``. A row that could not
    be read stands there too, without amounts, and ``price_note`` says why.
    """

    lines: pl.DataFrame
    problems: pl.DataFrame = field(default_factory=no_problems)

    @property
    def sums(self) -> dict[str, str | int]:
        """The counts of lines and the sums of what has an amount, as text."""
        told = self.lines.select(pl.col(WATERFALL).sum()).row(0, named=True)
        return {
            "line_count": self.lines.height,
            "unpriced_line_count": int(self.lines["allowed_amount"].null_count()),
            "total_allowed_amount": f"{told['allowed_amount'] or 0:.2f}",
            "total_expected_payment_amount": f"{told['expected_payment_amount'] or 0:.2f}",
            "total_patient_amount": f"{told['patient_amount'] or 0:.2f}",
        }

    def to_json(self) -> str:
        """Return the sums and every row, one a line, as JSON with amounts as text."""
        head = json.dumps(self.sums, indent=2)[:-2]
        rows = ",\n".join(as_rows(self.lines))
        return f'{head},\n  "lines": [\n{rows}\n  ]\n}}\n'

    def in_words(self) -> tuple[str, ...]:
        """Return the sums, and why lines have no amount, as lines of text."""
        sums = self.sums
        noted = self.lines.filter(pl.col("allowed_amount").is_null())[NOTE].drop_nulls()
        counted = noted.value_counts().sort("count", NOTE, descending=[True, False])
        return (
            f"{sums['line_count']:,} lines, {sums['unpriced_line_count']:,} without an amount.",
            f"Allowed {sums['total_allowed_amount']}.",
            f"Expected from payers {sums['total_expected_payment_amount']}.",
            f"Owed by patients {sums['total_patient_amount']}.",
            *(f"{count:,} lines: {note}" for note, count in counted.iter_rows()),
        )


def service_lines_of(path: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame | None]:
    """Return a file's service lines with what a price reads, its problems, its rows as written.

    The last is None for files that are not text tables. Raises GaitbeltError where nothing
    of the file can be read.
    """
    found = read(path)
    if not found.is_readable:
        first = found.problems.filter(pl.col("level") == "file").row(0, named=True)
        raise GaitbeltError(f"{first['message']} {first['fix']}")
    written = written_rows(path)
    lines = found.lines
    if written is not None:
        lines = _with_places(lines, written)
    return lines, found.problems, written


def priced_file(path: Path, **terms: Any) -> PricedFile:  # noqa: ANN401 (as price takes them)
    """Return a file's rows with their prices; ``terms`` are those of ``price``.

    The same rows in the same order. Of claims (X12), Parquet and JSON the columns are those
    of the tabular contract that hold anything.
    """
    lines, problems, written = service_lines_of(path)
    answer = price(lines, **terms)
    if written is None:
        empty = [n for n in lines.columns if lines[n].null_count() == lines.height]
        shown = answer.drop([n for n in empty if n not in PRICED])
        return PricedFile(shown.drop("is_subject", strict=False), problems)
    told = problems.filter(pl.col("level") == "row").unique("row", keep="first")
    unread = told.select(pl.col("row").alias("source_row"), pl.col("message").alias("unread"))
    columns = ["source_row", *PRICED]
    joined = written.join(answer.select(columns), "source_row", how="left", maintain_order="left")
    joined = joined.join(unread, "source_row", how="left", maintain_order="left")
    note = pl.coalesce(NOTE, "unread").alias(NOTE)
    return PricedFile(joined.with_columns(note).drop("unread", "source_row"), problems)


def _with_places(lines: pl.DataFrame, written: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the places and tax ids that the table gives beside the contract."""
    chosen: dict[str, pl.Expr] = {}
    for name in written.columns:
        target = PLACES.get(heading(name))
        if target is not None and target not in chosen:
            chosen[target] = pl.col(name).alias(target)
    if not chosen:
        return lines
    beside = written.select("source_row", *chosen.values())
    return lines.join(beside, "source_row", how="left", maintain_order="left")


def written_rows(path: Path) -> pl.DataFrame | None:
    """Return a text table as it is written, every cell text, rows numbered as they are read.

    A column called like one that a price adds is kept as ``stated_…``. None for other files.
    """
    if content_kind(head_of(path)) != "text":
        return None
    with opened(path) as stream:
        data = delimited.decoded(stream.read())[0].replace(b"\0", b"")
    layout = delimited.layout(data)
    if layout is None:
        return None
    try:
        rows, _ = delimited.columns_of_text(data[layout.data_start :], layout)
    except pl.exceptions.PolarsError:
        bare = data[layout.data_start :].replace(b'"', b"")
        rows, _ = delimited.columns_of_text(bare, layout)
    named = dict(zip(rows.columns, _names(layout.names), strict=False))
    numbers = pl.Series("source_row", range(1, rows.height + 1), dtype=pl.Int64)
    return rows.drop(delimited.OVERFLOW).rename(named).with_columns(numbers)


def _names(written: list[str]) -> list[str]:
    taken: dict[str, int] = {}
    names = []
    for name in written:
        told = STATED if name == "allowed_amount" else name
        told = f"stated_{name}" if name in PRICED and told == name else told
        told = "stated_source_row" if name == "source_row" else told
        taken[told] = taken.get(told, 0) + 1
        names.append(told if taken[told] == 1 else f"{told}_{taken[told]}")
    return names
