"""``gaitbelt explain``: how a finding came about, step by step."""

from pathlib import Path
from typing import Annotated

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, OwnTables, Rules, store_in_use
from gaitbelt.cli.own_rules import law_with
from gaitbelt.language.errors import ImpossibleInput

UNREADABLE = 3


def explain(
    finding_id: Annotated[str, typer.Argument(metavar="FINDING_ID", help="As the check gave it.")],
    path: Annotated[
        Path,
        typer.Option(
            "--in", metavar="FILE", help="Findings that a check wrote: Parquet, JSON, CSV."
        ),
    ],
    rules: Rules = None,
    store: OwnTables = None,
    output_format: Format = "text",
) -> None:
    """Show how a finding came about: its evidence, the values used, the sources."""
    from gaitbelt.edges.tabular.findings import NotFindings, read_findings
    from gaitbelt.engine.explain import explain as derivation
    from gaitbelt.services.codes import to_json

    try:
        findings = read_findings(path)
    except NotFindings as error:
        show.warn(f"gaitbelt: {error}")
        raise typer.Exit(UNREADABLE) from None
    found = next((each for each in findings if each["finding_id"] == finding_id.strip()), None)
    if found is None:
        raise ImpossibleInput(
            f"{path.name} holds {show.plural(len(findings), 'finding')}, none with the id "
            f"{finding_id}. Copy the id as the check gave it."
        )
    law = law_with(rules, store_in_use(store))
    told = derivation(found, law.rulebook, law.policy)
    if output_format == "json":
        show.say_json(to_json(told))
    else:
        show.say(str(told))
