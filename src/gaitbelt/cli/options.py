"""What the verbs have in common: how a date, a payer, a setting or a format is named."""

import os
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from gaitbelt.library.store_place import WHERE

TextOrJson = Literal["text", "json"]
SettingName = Literal["practitioner", "outpatient", "critical_access_hospital"]


def day(text: str) -> date:
    """Return a date written as 2026-03-02, or say how to write one."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise typer.BadParameter(f"{text} is not a date; write it as 2026-03-02.") from None


def payer_name(text: str) -> str:
    """Return a payer as profiles are named: lower case, words joined by underscores."""
    return "_".join(text.lower().replace("-", " ").split())


def today() -> date:
    """Return the date of today: the only place where the clock is asked."""
    return date.today()  # noqa: TID251, DTZ011 (a door may ask the clock; the clinic's own day)


On = Annotated[
    date | None,
    typer.Option("--on", parser=day, metavar="DATE", help="Date of service; today by default."),
]
Payer = Annotated[
    str | None,
    typer.Option(
        "--payer",
        parser=payer_name,
        metavar="NAME",
        help="Payer of rows that name none, such as medicare or commercial.",
    ),
]
Setting = Annotated[
    SettingName | None,
    typer.Option("--setting", help="Setting of rows that name none."),
]
OneSetting = Annotated[SettingName, typer.Option("--setting", help="Where the service is given.")]
KnownOn = Annotated[
    date | None,
    typer.Option(
        "--known-on",
        parser=day,
        metavar="DATE",
        help="Judge by what was published by this day.",
    ),
]


def store_in_use(named: Path | None) -> Path | None:
    """Return the folder of the user's own tables that answers rest on, where there is one.

    The one named, else the one that GAITBELT_STORE names.
    """
    told = os.environ.get(WHERE)
    return named or (Path(told) if told else None)


OwnTables = Annotated[
    Path | None,
    typer.Option(
        "--store",
        file_okay=False,
        metavar="DIR",
        help="Folder of your own tables; by default the one that GAITBELT_STORE names.",
    ),
]
Format = Annotated[TextOrJson, typer.Option("--format", help="Text to read, or JSON.")]
Rules = Annotated[
    list[Path] | None,
    typer.Option(
        "--rules",
        exists=True,
        file_okay=False,
        metavar="DIR",
        help="A folder of your own rules and payer values; may be given again.",
    ),
]
