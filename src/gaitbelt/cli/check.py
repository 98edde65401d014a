"""``gaitbelt check``: what is wrong with visits or claims, by which authority."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from gaitbelt.cli.options import KnownOn, OwnTables, Payer, Rules, Setting, store_in_use, today
from gaitbelt.cli.own_rules import law_with
from gaitbelt.cli.progress import working
from gaitbelt.language.errors import ImpossibleInput

if TYPE_CHECKING:
    from gaitbelt.services.check import CheckReport

FOUND, UNREADABLE = 1, 3
CheckFormat = Literal["text", "json", "csv", "parquet", "html"]
FailOn = Literal["deny", "recoup", "underpaid", "note", "never"]
FORMAT_OF_SUFFIX = {
    **{f".{name}": name for name in get_args(CheckFormat)},
    ".txt": "text",
    ".htm": "html",
}
OUTCOMES = {"breach": "breach", "cannot-tell": "cannot tell", "clear": "clear"}


Paths = Annotated[
    list[Path],
    typer.Argument(metavar="PATH...", help="CSV, Parquet, JSON lines or 837P files."),
]
OutputFormat = Annotated[
    CheckFormat | None,
    typer.Option("--format", help="Text by default, or as the output file is called."),
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", dir_okay=False, metavar="FILE", help="Write there."),
]
FailOnSeverity = Annotated[
    FailOn, typer.Option("--fail-on", help="Exit with 1 from this severity of breach on.")
]
Outcomes = Annotated[
    str,
    typer.Option(
        "--outcomes",
        metavar="LIST",
        help="Which findings to list: breach, cannot-tell, clear; parted by commas.",
    ),
]
Workers = Annotated[
    int | None,
    typer.Option("--workers", min=1, metavar="N", help="Processes for large files."),
]


def check(
    paths: Paths,
    payer: Payer = None,
    setting: Setting = None,
    known_on: KnownOn = None,
    rules: Rules = None,
    store: OwnTables = None,
    output_format: OutputFormat = None,
    output: Output = None,
    fail_on: FailOnSeverity = "deny",
    outcomes: Outcomes = "breach,cannot-tell",
    workers: Workers = None,
) -> None:
    """Check visits or claims against the rules in force on each date of service."""
    listed, chosen = outcomes_of(outcomes), format_of(output_format, output)
    law_with(rules)
    from gaitbelt.cli.check_out import give
    from gaitbelt.services.check import check as check_source

    with working("Checking") as progress:
        report = check_source(
            paths,
            payer=payer,
            setting=setting,
            known_on=known_on,
            rules=rules or (),
            today=today(),
            outcomes=tuple(dict.fromkeys(("breach", *listed))),
            workers=workers,
            progress=progress,
            store=store_in_use(store),
        )
    give(report if "breach" in listed else _of_outcomes(report, listed), chosen, output)
    raise typer.Exit(exit_code_of(report, fail_on))


def outcomes_of(text: str) -> tuple[str, ...]:
    """Return the outcomes named in a list, as findings call them."""
    names = [each.strip().lower().replace(" ", "-") for each in text.split(",") if each.strip()]
    unknown = [name for name in names if name not in OUTCOMES]
    if unknown or not names:
        told = f"{', '.join(unknown)} is not an outcome" if unknown else "names no outcome"
        raise ImpossibleInput(f"--outcomes: {told}. Use {', '.join(OUTCOMES)}.")
    return tuple(OUTCOMES[name] for name in names)


def format_of(asked: CheckFormat | None, output: Path | None) -> str:
    """Return the format asked for, or the one the output file's name stands for."""
    told = FORMAT_OF_SUFFIX.get(output.suffix.lower(), "text") if output else "text"
    chosen: str = asked or told
    if chosen == "parquet" and output is None:
        raise ImpossibleInput("Parquet is not text. Name a file with --output FILE.")
    return chosen


def exit_code_of(report: "CheckReport", fail_on: FailOn) -> int:
    """Return 3 where a whole file or every row was unread, 1 for a severe breach, else 0."""
    is_all_lost = not report.totals.line_count and report.has_unread
    if is_all_lost or (report.problems["level"] == "file").any():
        return UNREADABLE
    return FOUND if fail_on != "never" and report.has_breach_at(fail_on) else 0


def _of_outcomes(report: "CheckReport", listed: tuple[str, ...]) -> "CheckReport":
    is_listed = report.findings["outcome"].is_in(list(listed))
    return replace(report, findings=report.findings.filter(is_listed))
