"""``gaitbelt checklist``: what must be in a document, and why."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import On, payer_name, today
from gaitbelt.tables.vocabulary import CONFIDENCE

if TYPE_CHECKING:
    from gaitbelt.library.documents import ChecklistItem
    from gaitbelt.services.checklist import Checklist

DocumentName = Literal[
    "daily-note", "evaluation", "progress-report", "plan-of-care", "recertification", "discharge"
]


def checklist(
    document: Annotated[DocumentName, typer.Argument(help="The document.", metavar="DOCUMENT")],
    payer: Annotated[
        str, typer.Option("--payer", parser=payer_name, metavar="NAME", help="Who pays.")
    ] = "medicare",
    on: On = None,
    discipline: Annotated[
        Literal["PT", "OT", "SLP"] | None,
        typer.Option("--discipline", case_sensitive=False, help="Only what concerns it."),
    ] = None,
    output_format: Annotated[
        Literal["text", "json", "fhir"],
        typer.Option("--format", help="Text to read, JSON, or a FHIR R4 Questionnaire."),
    ] = "text",
) -> None:
    """Say what must be in a document, and why.

    DOCUMENT is daily-note, evaluation, progress-report, plan-of-care, recertification or
    discharge.
    """
    from gaitbelt.services.checklist import checklist as checklist_of

    held = checklist_of(document, payer, on=on or today(), discipline=discipline)
    if output_format == "json":
        show.say_json(held.to_dict())
    elif output_format == "fhir":
        show.say_json(held.to_questionnaire())
    else:
        _say(held)


def _say(held: "Checklist") -> None:
    show.say(f"{held.title}, payer {held.payer}, {held.on}")
    for heading, items in held.by_section().items():
        show.say("", heading.capitalize())
        for item in items:
            show.say(*_lines(item))
    show.section("Notes", held.notes)


def _lines(item: "ChecklistItem") -> list[str]:
    condition = f" Where {item.condition}." if item.condition else ""
    known = f"{item.cite}; {CONFIDENCE[item.confidence]}"
    return [
        f"  [ ] {item.requirement} ({item.obligation}){condition}",
        f"      why: {item.why}",
        f"      who: {item.who_may_write}",
        f"      source: {known}",
    ]
