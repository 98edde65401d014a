"""``gaitbelt demo``: a fictional clinic, checked, with a report."""

from pathlib import Path
from typing import Annotated

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, today
from gaitbelt.cli.progress import working


def demo(
    to: Annotated[
        Path, typer.Option("--to", file_okay=False, metavar="DIR", help="Where to write.")
    ] = Path("out"),
    output_format: Format = "text",
) -> None:
    """Invent a clinic with a year of visits and known mistakes, check it, report it."""
    from gaitbelt.services.codes import to_json
    from gaitbelt.services.demo import demonstrate

    with working("Inventing and checking a clinic"):
        shown = demonstrate(to, today=today())
    if output_format == "json":
        show.say_json(to_json(shown))
    else:
        show.say(str(shown))
