"""``gaitbelt evaluation``: which evaluation code the documented components support."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format
from gaitbelt.tables.vocabulary import CONFIDENCE

if TYPE_CHECKING:
    from gaitbelt.services.evaluation_level import EvaluationLevel


def count(text: str) -> int:
    """Return a count written in figures, or say how to write one."""
    try:
        return int(text)
    except ValueError:
        raise typer.BadParameter(f"{text} is not a whole number; write it as 2.") from None


Factors = Annotated[
    int | None,
    typer.Option(
        "--factors",
        parser=count,
        metavar="COUNT",
        help="PT: personal factors and comorbidities that affect the plan.",
    ),
]
Elements = Annotated[
    int | None,
    typer.Option("--elements", parser=count, metavar="COUNT", help="PT: elements examined."),
]
Presentation = Annotated[
    Literal["stable", "evolving", "unstable"] | None,
    typer.Option("--presentation", help="PT: the clinical presentation."),
]
Profile = Annotated[
    Literal["brief", "expanded", "extensive"] | None,
    typer.Option("--profile", help="OT: the occupational profile and history."),
]
Deficits = Annotated[
    int | None,
    typer.Option("--deficits", parser=count, metavar="COUNT", help="OT: performance deficits."),
]
Decision = Annotated[
    Literal["low", "moderate", "high"] | None,
    typer.Option("--decision", help="The clinical decision making."),
]


def evaluation(
    discipline: Annotated[
        Literal["PT", "OT"], typer.Argument(help="PT or OT.", metavar="DISCIPLINE")
    ],
    factors: Factors = None,
    elements: Elements = None,
    presentation: Presentation = None,
    profile: Profile = None,
    deficits: Deficits = None,
    decision: Decision = None,
    output_format: Format = "text",
) -> None:
    """Say which evaluation code the documented components support."""
    from gaitbelt.services.evaluation_level import evaluation_level

    answer = evaluation_level(
        discipline,
        personal_factor_count=factors,
        examination_element_count=elements,
        clinical_presentation=presentation,
        occupational_profile=profile,
        performance_deficit_count=deficits,
        decision_making=decision,
    )
    if output_format == "json":
        show.say_json(answer.to_dict())
    else:
        _say(answer)


def _say(answer: "EvaluationLevel") -> None:
    show.say(_headline(answer), "")
    show.table(
        ("component", "documented", "level"),
        (
            (each.name.replace("_", " "), _or_not_stated(each.given), _or_not_stated(each.level))
            for each in answer.components
        ),
    )
    show.section("Limited by", answer.limited_by)
    show.section("Not stated", answer.missing)
    show.section("Notes", answer.notes)
    show.section("Known from", [CONFIDENCE[answer.confidence]])
    show.section("Sources", answer.citations)


def _headline(answer: "EvaluationLevel") -> str:
    if answer.hcpcs_code is not None:
        return f"{answer.hcpcs_code}, {answer.label}: every component reaches {answer.level}."
    if answer.at_most is None:
        return "No evaluation code: not every component reaches low."
    missing = ", ".join(answer.missing)
    return f"Cannot tell, {answer.at_most} at most: {missing} not stated."


def _or_not_stated(value: int | str | None) -> str:
    return "not stated" if value is None else str(value)
