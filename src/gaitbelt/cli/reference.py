"""``gaitbelt reference``: the library's tables, their import, and what an edition changes."""

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from gaitbelt.cli import show
from gaitbelt.cli.options import Format, Payer, Setting, day, today
from gaitbelt.cli.plain import Verb

if TYPE_CHECKING:
    from gaitbelt.edges.cms.reading import Said
    from gaitbelt.services.reference import HeldTable, Imported
    from gaitbelt.services.reference_diff import Difference
    from gaitbelt.services.reference_effect import Effect

USAGE, UNREADABLE = 2, 3
MOST_ROWS_SHOWN = 30

app = typer.Typer(
    name="reference",
    add_completion=False,
)

Store = Annotated[
    Path | None,
    typer.Option(
        "--to",
        "--store",
        file_okay=False,
        metavar="STORE",
        help="Folder of your own tables; by default the one that GAITBELT_STORE names.",
    ),
]
TableSettingName = Literal["practitioner", "outpatient"]
TableSetting = Annotated[
    TableSettingName | None,
    typer.Option("--setting", help="Setting of pair tables whose name does not tell it."),
]
Edition = Annotated[
    date | None,
    typer.Option(
        "--edition",
        parser=day,
        metavar="DATE",
        help="First day of the edition, where the file does not tell it.",
    ),
]
OldEdition = Annotated[
    date | None,
    typer.Option("--old-edition", parser=day, metavar="DATE", help="First day of OLD."),
]
NewEdition = Annotated[
    date | None,
    typer.Option("--new-edition", parser=day, metavar="DATE", help="First day of NEW."),
]


def store_of(named: Path | None) -> Path:
    """Return the store that is meant: the one named, or the user's own."""
    from gaitbelt.library.local import default_store

    return named or default_store(os.environ)


@app.callback(invoke_without_command=True)
def reference(ctx: typer.Context) -> None:
    """List the tables of the library, import official files, compare two editions."""
    if ctx.invoked_subcommand is None:
        show.say(ctx.get_help())
        raise typer.Exit(USAGE)


@app.command("list", cls=Verb)
def list_tables(store: Store = None, output_format: Format = "text") -> None:
    """List every table held: what, source, vintage, rows, digest, and what is not known."""
    from gaitbelt.services.reference import held_tables

    held = held_tables(store_of(store))
    if output_format == "json":
        show.say_json({"tables": [each.to_dict() for each in held]})
        return
    for each in held:
        show.say(*_lines(each), "")


def _lines(table: "HeldTable") -> list[str]:
    own = " (yours)" if table.is_local else ""
    return [
        f"{table.name}{own}: {table.what}",
        f"  source: {table.source}",
        f"  vintage: {table.vintage}; {show.plural(table.rows, 'row')}; sha256 {table.digest[:12]}",
        f"  confidence: {table.confidence}",
        *(f"  not known: {each}" for each in table.unknown),
    ]


@app.command("import", cls=Verb)
def import_tables(
    files: Annotated[
        list[Path],
        typer.Argument(
            exists=True,
            dir_okay=False,
            metavar="FILE...",
            help="PPRRVU, GPCI, PTP, MUE, add-on or ZIP5 files of CMS, or your own descriptors.",
        ),
    ],
    store: Store = None,
    setting: TableSetting = None,
    edition: Edition = None,
    is_replacing: Annotated[
        bool, typer.Option("--replace", help="Put the file in the place of one of its edition.")
    ] = False,
    output_format: Format = "text",
) -> None:
    """Keep official tables in your own store: all of the files, or none."""
    from gaitbelt.services.reference import import_files

    done = import_files(
        files,
        store_of(store),
        today=today(),
        said=_said(setting, edition),
        is_replacing=is_replacing,
    )
    if output_format == "json":
        show.say_json(done.to_dict())
    else:
        _say_import(done)
    if done.is_refused:
        raise typer.Exit(UNREADABLE)


def _say_import(done: "Imported") -> None:
    for problem in done.problems.iter_rows(named=True):
        show.warn(show.problem_line(problem))
    if done.is_refused:
        show.warn("Nothing was imported.")
    for word, entries in (("kept", done.kept), ("held already", done.unchanged)):
        for each in entries:
            since = f" from {each.edition}" if each.edition else ""
            variant = f", {each.variant}" if each.variant else ""
            rows = show.plural(each.rows, "row")
            show.say(f"{word}: {each.title}{variant}{since}: {rows} ({each.name})")


@app.command("diff", cls=Verb)
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A file, or a table of the store.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="A file, or a table of the store.")],
    claims: Annotated[
        list[Path] | None,
        typer.Option(
            "--claims",
            exists=True,
            dir_okay=False,
            metavar="PATH",
            help="Your claims: what it changes for them; may be given again.",
        ),
    ] = None,
    store: Store = None,
    setting: Setting = None,
    payer: Payer = None,
    old_edition: OldEdition = None,
    new_edition: NewEdition = None,
    output_format: Format = "text",
) -> None:
    """Say what changed between two editions of a table, and what it changes for claims."""
    from gaitbelt.services.reference_diff import differences

    was_said, said = _said(setting, old_edition), _said(setting, new_edition)
    found = differences(old, new, store=store_of(store), said=said, was_said=was_said)
    changed = _effect(found, claims, payer, setting) if claims else None
    if output_format == "json":
        answer = {"differences": [each.to_dict() for each in found]}
        show.say_json({**answer, "effect": changed.to_dict() if changed else None})
        return
    for each in found:
        _say_difference(each)
    if changed is not None:
        _say_effect(changed)


def _said(setting: str | None, edition: date | None) -> "Said":
    from gaitbelt.edges.cms.reading import Said

    return Said(setting if setting in get_args(TableSettingName) else None, edition)


def _effect(
    found: "tuple[Difference, ...]", claims: list[Path], payer: str | None, setting: str | None
) -> "Effect":
    from gaitbelt.services.check import Assumptions
    from gaitbelt.services.reference_effect import effect

    return effect(found, claims, today=today(), assumptions=Assumptions(payer, setting))


def _say_difference(found: "Difference") -> None:
    from gaitbelt.services.reference_diff import in_scope

    old, new = (each.starts_on or each.source for each in (found.old, found.new))
    variant = f", {found.new.variant}" if found.new.variant else ""
    show.say(f"{found.new.kind.title}{variant}: {old} to {new}")
    for word, rows in (("added", found.added), ("removed", found.removed)):
        own = in_scope(rows)
        show.say(f"  {word}: {_counted(rows.height, own.height)}")
        if own.height:
            show.say(*("    " + line for line in show.aligned(own.columns, _top(own))))
    own = in_scope(found.changed)
    show.say(f"  changed: {_counted(found.changed.height, own.height)}")
    if own.height:
        show.say(*("    " + line for line in show.aligned(own.columns, _top(own))))


def _top(rows: object) -> list[tuple[object, ...]]:
    from polars import DataFrame

    return rows.head(MOST_ROWS_SHOWN).rows() if isinstance(rows, DataFrame) else []


def _counted(total: int, own: int) -> str:
    more = f"; the first {MOST_ROWS_SHOWN} are shown" if own > MOST_ROWS_SHOWN else ""
    return f"{total:,}, {own:,} of them of codes in the registry{more}"


def _say_effect(changed: "Effect") -> None:
    for problem in changed.problems.iter_rows(named=True):
        show.warn(show.problem_line(problem))
    claims, lines = (
        show.plural(changed.claim_count, "claim"),
        show.plural(changed.line_count, "line"),
    )
    show.say("", f"For your {claims} with {lines}:")
    if not changed.rules and not changed.fees:
        show.say("  no finding and no amount changes")
    if changed.rules:
        headings = ("rule", "breaches", "now", "cannot tell", "now", "exposure", "now")
        rows = [tuple(getattr(each, name) for name in _RULE_COLUMNS) for each in changed.rules]
        show.say(*("  " + line for line in show.aligned(headings, rows)))
    if changed.fees:
        columns = ("code", "units", "unit amount", "now", "difference")
        fees = [tuple(getattr(each, name) for name in each.__slots__) for each in changed.fees]
        show.say(*("  " + line for line in show.aligned(columns, fees)))
    show.section("Notes", changed.notes)


_RULE_COLUMNS = (
    "rule_code",
    "old_breach_count",
    "new_breach_count",
    "old_cannot_tell_count",
    "new_cannot_tell_count",
    "old_exposure_amount",
    "new_exposure_amount",
)
