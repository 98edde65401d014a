"""``gaitbelt claims``: coded lines as claims, those with blocking findings held back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import OwnTables, Payer, Rules, Setting, store_in_use, today

if TYPE_CHECKING:
    from gaitbelt.services.claims import ClaimsMade

HELD_BACK, NOTHING = 1, 3
MOST_SHOWN = 40

Visits = Annotated[
    list[Path],
    typer.Argument(exists=True, dir_okay=False, metavar="VISITS...", help="Coded lines."),
]
Practice = Annotated[
    Path,
    typer.Option(
        "--practice",
        exists=True,
        dir_okay=False,
        metavar="FILE",
        help="YAML: the practice, its payers, its clinicians.",
    ),
]
Patients = Annotated[
    Path | None,
    typer.Option(
        "--patients",
        exists=True,
        dir_okay=False,
        metavar="FILE",
        help="CSV or Parquet: a row per patient_id.",
    ),
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--override",
        metavar="RULE[@CLAIM]=REASON",
        help="Send what a rule would hold, with the reason; may be given again.",
    ),
]
Number = Annotated[
    int, typer.Option("--number", min=1, metavar="N", help="Control number of the file.")
]


def claims(
    visits: Visits,
    practice: Practice,
    folder: Annotated[Path, typer.Option("--out", file_okay=False, metavar="DIR")],
    to: Annotated[Literal["837p"], typer.Option("--to", help="What to write.")] = "837p",
    patients: Patients = None,
    overrides: Overrides = None,
    number: Number = 1,
    payer: Payer = None,
    setting: Setting = None,
    rules: Rules = None,
    store: OwnTables = None,
) -> None:
    """Write claims from coded lines; a claim with a finding that bars it is held back.

    In the folder: claims.837, held.csv (each claim held back and why) and, where a rule was
    overridden, overrides.csv with the reasons.
    """
    del to
    from gaitbelt.services.claims import make_claims, override
    from gaitbelt.services.claims_practice import practice_of

    made = make_claims(
        visits, practice_of(practice), created_on=today(), patients=patients,
        overrides=[override(each) for each in overrides or ()], payer=payer, setting=setting,
        interchange_number=number, rules=rules or (), store=store_in_use(store),
    )  # fmt: skip
    _keep(made, folder)
    _say(made)
    show.say("", f"Written to {folder}.")
    raise typer.Exit(0 if not made.held.height else HELD_BACK if made.data else NOTHING)


def _keep(made: "ClaimsMade", folder: Path) -> None:
    """Write the claims, and beside them what was held back and what was overridden."""
    from gaitbelt.edges.tabular.written import as_csv

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "held.csv").write_text(as_csv(made.held), encoding="utf-8")
    if made.overridden.height:
        (folder / "overrides.csv").write_text(as_csv(made.overridden), encoding="utf-8")
    if made.data:
        (folder / "claims.837").write_bytes(made.data)


def _say(made: "ClaimsMade") -> None:
    for row in made.problems.iter_rows(named=True):
        show.warn(show.problem_line(row))
    show.say(
        f"{show.plural(made.claim_count, 'claim')} written, {made.held_count:,} held back, "
        f"{show.plural(made.overridden.height, 'finding')} overridden."
    )
    show.section(
        "Held back:",
        (
            f"{row['claim_id']} {row['code']}: {row['reason']} {row['fix']}"
            for row in made.held.head(MOST_SHOWN).iter_rows(named=True)
        ),
    )
