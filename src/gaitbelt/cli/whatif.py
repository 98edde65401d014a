"""``gaitbelt whatif``: the same claims under other rules, in dollars by rule."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import On, OwnTables, store_in_use, today
from gaitbelt.cli.price import one
from gaitbelt.cli.pricing_options import Apm, Contracts, Locality, Method, PaidBy, Year, Zip
from gaitbelt.language.errors import ImpossibleInput

if TYPE_CHECKING:
    from gaitbelt.services.whatif import WhatIf
    from gaitbelt.services.whatif_rules import RuleChange


File = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV, Parquet, JSON lines or an 837P file.")
]
As = Annotated[
    Literal["text", "json", "csv"], typer.Option("--format", help="Text, JSON, or each line.")
]


def whatif(
    path: File,
    year: Year = None,
    on: On = None,
    contract: Contracts = None,
    method: Method = None,
    locality: Locality = None,
    zip_code: Zip = None,
    is_apm: Apm = False,
    payer: PaidBy = None,
    store: OwnTables = None,
    output_format: As = "text",
) -> None:
    """Say what other rules would pay for the same claims, and which rule makes the difference."""
    from gaitbelt.services.pricing import load_contract
    from gaitbelt.services.pricing_files import service_lines_of

    other = one([load_contract(each) for each in contract or ()])
    lines, problems, _ = service_lines_of(path)
    show.warn(*(show.problem_line(row) for row in problems.iter_rows(named=True)))
    terms: dict[str, Any] = {"locality": locality, "zip": zip_code, "apm": is_apm}
    terms |= {"payer": payer or "medicare", "store": store_in_use(store)}
    findings: tuple[RuleChange, ...] = ()
    if method is not None:
        if year is not None or on is not None or other is not None:
            raise ImpossibleInput(
                "--method stands alone: counting is compared at one set of rates."
            )
        from gaitbelt.services.whatif_rules import recounted

        _give(recounted(lines, method=method, **terms), findings, output_format)
        return
    from gaitbelt.services.whatif import whatif as compared

    answer = compared(lines, rules_on=on, rules_year=year, contract=other, **terms)
    if year is not None:
        from gaitbelt.services.whatif_rules import judged_in_year

        findings = judged_in_year(lines, year, payer=payer, today=today(), store=terms["store"])
    _give(answer, findings, output_format)


def _give(answer: "WhatIf", findings: "tuple[RuleChange, ...]", chosen: str) -> None:
    if chosen == "json":
        told = answer.to_dict() | {"findings": [each.to_dict() for each in findings]}
        show.say_json(told)
    elif chosen == "csv":
        from gaitbelt.edges.tabular.written import as_csv

        show.pour([as_csv(answer.lines)])
    else:
        _say(answer, findings)


def _say(answer: "WhatIf", findings: "tuple[RuleChange, ...]") -> None:
    before, after = answer.total("allowed_before"), answer.total("allowed_after")
    difference = answer.total("allowed_difference")
    show.say(
        f"Allowed {before:,} before, {after:,} after: {difference:+,}.",
        f"{answer.compared_line_count:,} of {show.plural(answer.line_count, 'line')} compared.",
        "",
    )
    show.table(
        ("rule", "allowed", "expected payment"),
        (
            (each.rule, f"{each.allowed_difference:+}", f"{each.payment_difference:+}")
            for each in answer.changes
        ),
    )
    show.section("Findings that change", map(_finding, findings))
    for name, heading in (("before_note", "Not told before"), ("after_note", "Not told after")):
        notes = answer.to_dict()["notes"][name]
        show.section(heading, (f"{count:,} lines: {note}" for note, count in notes.items()))


def _finding(each: "RuleChange") -> str:
    return (
        f"{each.rule_code} {each.title}: {each.breach_before:,} before, {each.breach_after:,} "
        f"after; {each.exposure_difference:+} at risk"
    )
