"""``gaitbelt statement``: what a text says, and whether it is so."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, On, payer_name, today
from gaitbelt.language.errors import ImpossibleInput

if TYPE_CHECKING:
    from gaitbelt.services.statement import Statement, StatementReport

FROM_A_PIPE = "-"
_LONGEST_NAME = 255


def statement(
    text: Annotated[
        str, typer.Argument(metavar="TEXT", help="A sentence, a text file, or - for a pipe.")
    ],
    on: On = None,
    payer: Annotated[
        str, typer.Option("--payer", parser=payer_name, metavar="NAME", help="Who pays.")
    ] = "medicare",
    setting: Annotated[
        Literal["practitioner", "outpatient"],
        typer.Option("--setting", help="Whose NCCI table, where the text names none."),
    ] = "practitioner",
    about: Annotated[
        str | None,
        typer.Option("--about", metavar="CODE", help="The code that the text speaks of."),
    ] = None,
    output_format: Format = "text",
) -> None:
    """Say whether what a text states of codes, units and thresholds is so.

    Each statement is supported, contradicted or unknown, with the fact and its source.
    """
    from gaitbelt.services.statement import read_statements

    source, content = _content(text)
    report = read_statements(content, on=on or today(), payer=payer, setting=setting, about=about)
    if output_format == "json":
        show.say_json({"source": source, **report.to_dict()})
        return
    _say(report, source)


def _content(text: str) -> tuple[str | None, str]:
    """Return the file's name, or None for a sentence, and the text to read."""
    if text == FROM_A_PIPE:
        return FROM_A_PIPE, sys.stdin.read()
    is_name = len(text) <= _LONGEST_NAME and "\n" not in text
    if not is_name or not Path(text).is_file():
        return None, text
    from gaitbelt.edges.content import content_kind

    content = Path(text).read_bytes()
    kind = content_kind(content)
    if kind not in {"text", "empty"}:
        raise ImpossibleInput(f"{Path(text).name} is {kind}, not plain text. Save it as text.")
    return Path(text).name, content.decode("utf-8-sig", errors="replace")


def _say(report: "StatementReport", source: str | None) -> None:
    for each in report.statements:
        show.say(f"{_place(each, source)}{each.verdict}: {each.text}")
        if each.read_as:
            show.say(f"  read as: {each.read_as}")
        if each.fact:
            known = show.sourced(each.fact, each.confidence, "; ".join(each.citations))
            show.say(f"  {known}")
    if not report.statements:
        show.say("No statement about a code, units, a threshold or a date was found.")
        return
    parts = ", ".join(
        f"{report.count(word)} {word}" for word in ("supported", "contradicted", "unknown")
    )
    if source is not None or len(report.statements) > 1:
        show.say("", f"{show.plural(len(report.statements), 'statement')}: {parts}.")


def _place(each: "Statement", source: str | None) -> str:
    if source is None:
        return ""
    last = each.column_through
    through = f"{last}" if each.line_through == each.line else f"{each.line_through}:{last}"
    return f"{source}:{each.line}:{each.column_from}-{through}: "
