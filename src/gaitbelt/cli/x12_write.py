"""``gaitbelt x12 write`` and the answers that ``validate`` gives as files."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import day, today
from gaitbelt.language.errors import ImpossibleInput

if TYPE_CHECKING:
    from gaitbelt.edges.x12.write.marks import Envelope

FOUND, UNREADABLE = 1, 3
_ISA = ("sender_id", "receiver_id")

Output = Annotated[
    Path, typer.Option("--output", "-o", dir_okay=False, metavar="FILE", help="Write there.")
]


Folder = Annotated[Path, typer.Option("--from", exists=True, file_okay=False, metavar="DIR")]
Kind = Annotated[
    str | None,
    typer.Option("--kind", metavar="KIND", help="Where the folder holds several: 837P, 835."),
]
Sender = Annotated[str | None, typer.Option("--sender", metavar="ID", help="Who sends.")]
Receiver = Annotated[str | None, typer.Option("--receiver", metavar="ID", help="Who receives.")]
Number = Annotated[
    int, typer.Option("--number", min=1, metavar="N", help="Control number of the file.")
]
CreatedOn = Annotated[
    date | None,
    typer.Option("--on", parser=day, metavar="DATE", help="Day of the file; today by default."),
]
Usage = Annotated[Literal["T", "P"], typer.Option("--usage", help="T test, P production.")]
Signs = Annotated[
    str | None,
    typer.Option(
        "--separators", metavar="FOUR", help="Element, component, repetition, segment: *:^~."
    ),
]
Lenient = Annotated[
    bool, typer.Option("--lenient", help="Write also where the guide's requirements are not met.")
]


def write_folder(
    folder: Folder,
    output: Output,
    kind: Kind = None,
    sender: Sender = None,
    receiver: Receiver = None,
    number: Number = 1,
    created_on: CreatedOn = None,
    usage: Usage = "T",
    separators: Signs = None,
    is_lenient: Lenient = False,
) -> None:
    """Write an X12 file from a folder of tables; what cannot be written is told."""
    from gaitbelt.services.x12_tables import (
        envelope_of_folder,
        kinds_of_folder,
        marks_of,
        written_from_folder,
    )

    known = envelope_of_folder(folder)
    kinds = (kind,) if kind else kinds_of_folder(folder)
    if len(kinds) != 1:
        raise ImpossibleInput(
            f"{folder} holds tables of {', '.join(kinds) or 'no kind'}. Name one with --kind."
        )
    told = {**known, "sender_id": sender, "receiver_id": receiver}
    told = {name: value or known.get(name) for name, value in told.items()}
    envelope = _envelope(told, created_on or today(), number, usage)
    marks = marks_of(separators or known.get("separators", "*:^~"))
    done = written_from_folder(folder, kinds[0], envelope, marks, is_strict=not is_lenient)
    for row in done.problems.iter_rows(named=True):
        show.warn(f"{row['message']} {row['fix']}")
    if not done.data:
        show.warn("Nothing could be written.")
        raise typer.Exit(UNREADABLE)
    output.write_bytes(done.data)
    show.say(f"Written to {output}: {_counted(done.rows, done.refused)}.")
    raise typer.Exit(FOUND if done.problems.height else 0)


def _envelope(
    told: dict[str, str | None], on: date, number: int, usage: Literal["T", "P"]
) -> "Envelope":
    """Return the envelope, or say which of its ids nobody named."""
    from gaitbelt.edges.x12.write.marks import Envelope

    missing = [name.replace("_id", "") for name in _ISA if not told.get(name)]
    if missing:
        raise ImpossibleInput(
            f"The {' and the '.join(missing)} of the file are not known. Name them with "
            "--sender and --receiver, or keep envelope.json beside the tables."
        )
    return Envelope(
        sender_id=str(told["sender_id"]),
        receiver_id=str(told["receiver_id"]),
        sender_qualifier=told.get("sender_qualifier") or "ZZ",
        receiver_qualifier=told.get("receiver_qualifier") or "ZZ",
        created_on=on,
        interchange_number=number,
        group_number=number,
        usage=usage,
    )


def _counted(rows: dict[str, int], refused: dict[str, int]) -> str:
    told = []
    for name, count in rows.items():
        left = f" ({refused[name]:,} refused)" if refused.get(name) else ""
        if count or left:
            told.append(f"{name.replace('_', ' ')} {count:,}{left}")
    return ", ".join(told)


def answer(file: Path, answer_format: str, output: Path | None, level: int) -> None:
    """Write the 999 or the 277CA that answers a file, and exit with 1 where it rejects."""
    from gaitbelt.edges.x12.validation.run import validate
    from gaitbelt.edges.x12.write.marks import Envelope
    from gaitbelt.edges.x12.write.writing import write_x12
    from gaitbelt.services.x12_answers import acknowledgement_of, claim_acknowledgment_of
    from gaitbelt.services.x12_inspect import inspect

    problems = validate(file, file_name=file.name, level=level)
    senders = inspect(file).senders
    if not senders:
        raise ImpossibleInput(f"{file.name} has no ISA, so nobody can be answered.")
    sender, receiver = (each.strip() for each in senders[0])
    envelope = Envelope(sender_id=receiver, receiver_id=sender, created_on=today())
    if answer_format == "999":
        done = write_x12(acknowledgement_of(file, problems), "999", envelope)
    else:
        done = write_x12(claim_acknowledgment_of(file, problems, today()), "277CA", envelope)
    for row in done.problems.iter_rows(named=True):
        show.warn(f"{row['message']} {row['fix']}")
    if not done.data:
        raise typer.Exit(UNREADABLE)
    if output is None:
        show.pour([done.data.decode()])
    else:
        output.write_bytes(done.data)
        show.say(f"Written to {output}.")
    raise typer.Exit(FOUND if problems.height else 0)
