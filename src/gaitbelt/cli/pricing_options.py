"""The options of ``gaitbelt price`` and ``gaitbelt whatif``."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from gaitbelt.cli.options import payer_name

TableFormat = Literal["text", "json", "csv", "parquet"]

Lines = Annotated[
    str, typer.Argument(metavar="LINES", help='"97110x2, 97530", or a file of lines.')
]
Locality = Annotated[
    str | None,
    typer.Option("--locality", metavar="PLACE", help="Carrier and locality: 01182-17."),
]
Zip = Annotated[
    str | None, typer.Option("--zip", metavar="ZIP", help="ZIP code instead of a locality.")
]
Contracts = Annotated[
    list[Path] | None,
    typer.Option(
        "--contract",
        exists=True,
        dir_okay=False,
        metavar="FILE",
        help="A payer's contract as YAML; may be given again.",
    ),
]
Apm = Annotated[bool, typer.Option("--apm", help="Qualifying APM participant (from 2026).")]
Charge = Annotated[
    str | None,
    typer.Option("--charge", help='One a line, "60, 45", or by code: "97110=60, 97530=45".'),
]
PaidBy = Annotated[
    str | None, typer.Option("--payer", parser=payer_name, metavar="NAME", help="Who pays.")
]
Deductible = Annotated[
    str | None,
    typer.Option("--deductible", help="What is left of it, in dollars, or year for all."),
]
Mips = Annotated[str | None, typer.Option("--mips", metavar="PERCENT", help="Quality adjustment.")]
Facility = Annotated[
    bool, typer.Option("--facility", help="Facility practice expense, where a source says so.")
]
AsTable = Annotated[
    TableFormat | None, typer.Option("--format", help="Text for a day, CSV for a file.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", dir_okay=False, metavar="FILE", help="Write there."),
]
Year = Annotated[
    int | None, typer.Option("--year", min=2000, max=2100, help="By the rules of this year.")
]
Method = Annotated[
    Literal["medicare-total-time", "ama-midpoint", "nearest-quarter-hour"] | None,
    typer.Option("--method", help="Units counted this way, from minutes."),
]
