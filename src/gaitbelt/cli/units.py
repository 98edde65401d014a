"""``gaitbelt units``: what minutes support, and why."""

import re
from typing import Annotated, Literal

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, KnownOn, On, OneSetting, payer_name, today
from gaitbelt.language.errors import ImpossibleInput

_PART = re.compile(r"^([A-Za-z0-9]{5})\s*[\s:=]\s*(-?[0-9.]+)\s*(?:min|minutes)?$")
_EXAMPLE = '"97110 23, 97140 12"'

Minutes = Annotated[
    str, typer.Argument(help=f"Codes with their minutes: {_EXAMPLE}.", metavar="MINUTES")
]
Discipline = Annotated[
    Literal["PT", "OT", "SLP"] | None,
    typer.Option("--discipline", help="Adds GP, GO or GN."),
]


def units(
    minutes: Minutes,
    payer: Annotated[
        str, typer.Option("--payer", parser=payer_name, metavar="NAME", help="Who pays.")
    ] = "medicare",
    on: On = None,
    discipline: Discipline = None,
    assistant: Annotated[
        str | None,
        typer.Option("--assistant", help='The assistant\'s part of them: "97110 10".'),
    ] = None,
    method: Annotated[
        Literal["medicare-total-time", "ama-midpoint", "nearest-quarter-hour"] | None,
        typer.Option("--method", help="Count this way whatever the payer's policy says."),
    ] = None,
    setting: OneSetting = "practitioner",
    known_on: KnownOn = None,
    output_format: Format = "text",
) -> None:
    """Count the units that the minutes of one visit support."""
    from gaitbelt.services.units import count_units

    counted = count_units(
        minutes_of(minutes),
        payer=payer,
        on=on or today(),
        discipline=discipline,
        assistant=minutes_of(assistant) if assistant else None,
        method=method,
        setting=setting,
        known_on=known_on,
    )
    if output_format == "json":
        show.say_json(counted.to_dict())
        return
    from gaitbelt.cli.units_text import say_units

    say_units(counted)


def minutes_of(text: str) -> dict[str, list[int]]:
    """Return the minutes of each code; a code named again is another episode."""
    found: dict[str, list[int]] = {}
    for part in filter(None, (each.strip() for each in re.split(r"[,;\n]", text))):
        named = _PART.match(part)
        if named is None:
            raise ImpossibleInput(
                f"{part!r} is not a code of five characters with its minutes. Write {_EXAMPLE}."
            )
        hcpcs_code, count = named[1].upper(), named[2]
        if not re.fullmatch(r"-?\d+", count):
            raise ImpossibleInput(
                f"{hcpcs_code}: {count} minutes are not a whole number. Count whole minutes."
            )
        found.setdefault(hcpcs_code, []).append(int(count))
    if not found:
        raise ImpossibleInput(f"No minutes were given. Write {_EXAMPLE}.")
    return found
