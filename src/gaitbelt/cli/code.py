"""``gaitbelt code``: visits in, coded service lines out."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import KnownOn, Payer
from gaitbelt.cli.progress import working
from gaitbelt.language.errors import ImpossibleInput

if TYPE_CHECKING:
    from gaitbelt.services.coding import CodedVisits

UNREADABLE = 3
CodeFormat = Literal["text", "json", "csv", "parquet"]
SHOWN = ("claim_id", "visit_id", "line_number", "date_of_service", "hcpcs_code", "modifiers",
         "unit_count", "minutes", "reason", "alternatives")  # fmt: skip


def code(
    path: Annotated[
        Path, typer.Argument(metavar="VISITS", help="A table with one row per intervention.")
    ],
    to: Annotated[
        Path | None,
        typer.Option("--to", dir_okay=False, metavar="FILE", help="Write to .csv, .parquet, .json"),
    ] = None,
    payer: Payer = None,
    known_on: KnownOn = None,
    output_format: Annotated[
        CodeFormat | None,
        typer.Option("--format", help="CSV by default, or as the file is called."),
    ] = None,
) -> None:
    """Code visits: units, modifiers, every other lawful assignment, and the reasons."""
    chosen = format_of(output_format, to)
    from gaitbelt.edges.reading import read
    from gaitbelt.services.coding import code_visits

    with working("Coding"):
        visits = read(path)
        coded = code_visits(visits.lines, payer=payer, known_on=known_on)
    _give(coded, chosen, to)
    for problems in (visits.problems, coded.problems):
        for row in problems.iter_rows(named=True):
            show.warn(show.problem_line(row))
    raise typer.Exit(0 if visits.is_readable else UNREADABLE)


def format_of(asked: CodeFormat | None, to: Path | None) -> str:
    """Return the format asked for, or the one the file's name stands for."""
    suffix = to.suffix.lower().lstrip(".") if to else ""
    chosen: str = asked or (suffix if suffix in get_args(CodeFormat) else "csv")
    if chosen == "parquet" and to is None:
        raise ImpossibleInput("Parquet is not text. Name a file with --to FILE.")
    return chosen


def _give(coded: "CodedVisits", chosen: str, to: Path | None) -> None:
    from gaitbelt.edges.tabular.written import as_csv
    from gaitbelt.services.answer import coded_as_json

    if chosen == "parquet" and to is not None:
        coded.lines.write_parquet(to)
        return
    if chosen == "text":
        cells = coded.lines.with_columns(coded.lines["modifiers"].list.join(" ")).select(SHOWN)
        show.table([name.replace("_", " ") for name in SHOWN], cells.iter_rows())
        return
    pieces = coded_as_json(coded) if chosen == "json" else iter([as_csv(coded.lines)])
    if to is None:
        show.pour(pieces)
    else:
        with to.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(pieces)
