"""``gaitbelt x12``: X12 files inspected, measured, taken apart, written, compared, shared."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gaitbelt.cli import show, x12_write
from gaitbelt.cli.options import Format
from gaitbelt.cli.plain import Verb
from gaitbelt.language.errors import ImpossibleInput

if TYPE_CHECKING:
    import polars as pl

    from gaitbelt.services.x12_inspect import Inspection

FOUND, USAGE, UNREADABLE = 1, 2, 3
MOST_SHOWN = 50

app = typer.Typer(name="x12", add_completion=False)

TableFormat = Literal["parquet", "csv", "duckdb"]
GeneratedKind = Literal["837P", "835", "277CA"]
One = Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE")]
Many = Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, metavar="FILE...")]


@app.callback(invoke_without_command=True)
def x12(ctx: typer.Context) -> None:
    """Read, measure, write, compare and share X12 files: 837, 835, 999, 277CA and others."""
    if ctx.invoked_subcommand is None:
        show.say(ctx.get_help())
        raise typer.Exit(USAGE)


@app.command("inspect", cls=Verb)
def inspect_file(file: One, output_format: Format = "text") -> None:
    """Say what a file holds: envelopes, transactions, rows of each table, what is amiss."""
    from gaitbelt.services.x12_inspect import inspect

    held = inspect(file)
    if output_format == "json":
        show.say_json(held.to_dict())
    else:
        show.say(*_in_words(held))
    raise typer.Exit(0 if held.is_readable else UNREADABLE)


def _in_words(held: "Inspection") -> list[str]:
    signs = ", ".join(f"{name} {sign!r}" for name, sign in held.separators.items())
    count = show.plural(held.segment_count, "segment")
    lines = [f"{held.file}: {held.byte_count:,} bytes, {count} ({signs})"]
    lines += [f"  from {one.strip()} to {other.strip()}" for one, other in held.senders]
    seen = held.transactions.group_by("kind", "version", maintain_order=True).len()
    for kind, version, count in seen.rows():
        lines.append(f"  {show.plural(count, 'transaction')} {kind} {version or ''}".rstrip())
    for kind, tables in held.tables.items():
        told = ", ".join(f"{name} {count:,}" for name, count in tables.items() if count)
        lines.append(f"  {kind}: {told or 'nothing'}")
    lines += [f"  amiss: {code} {count:,} times" for code, count in held.problems.items()]
    return lines


@app.command("validate", cls=Verb)
def validate_files(
    files: Many,
    level: Annotated[
        int,
        typer.Option("--level", min=1, metavar="N", help="1 envelope, 2 guide, 3 balances."),
    ] = 3,
    output_format: Annotated[
        Literal["text", "json", "999", "277ca"],
        typer.Option("--format", help="Text, JSON, or the answer of a receiver."),
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", dir_okay=False, metavar="FILE", help="Write there."),
    ] = None,
) -> None:
    """Measure files: envelope and syntax, the guide's structure, balances."""
    import polars as pl

    from gaitbelt.edges.x12.validation.run import validate

    if output_format in ("999", "277ca"):
        if len(files) != 1:
            raise ImpossibleInput("One file is answered at a time. Name one.")
        x12_write.answer(files[0], output_format, output, level)
        return
    told = [validate(each, file_name=each.name, level=level) for each in files]
    problems = pl.concat(told)
    text = _as_json(problems) if output_format == "json" else _as_text(problems, len(files))
    if output is None:
        show.pour([text])
    else:
        output.write_text(text, encoding="utf-8")
    if (problems["level"] == "file").any():
        raise typer.Exit(UNREADABLE)
    raise typer.Exit(FOUND if problems.height else 0)


def _as_json(problems: "pl.DataFrame") -> str:
    import json

    return json.dumps({"problems": problems.to_dicts()}, indent=2, ensure_ascii=False) + "\n"


def _as_text(problems: "pl.DataFrame", count: int) -> str:
    lines = [show.problem_line(row) for row in problems.head(MOST_SHOWN).iter_rows(named=True)]
    if problems.height > MOST_SHOWN:
        lines.append(f"… and {problems.height - MOST_SHOWN:,} more; --format json has them all.")
    what = show.plural(problems.height, "thing") if problems.height else "Nothing"
    lines.append(f"{what} amiss in {show.plural(count, 'file')}.")
    return "\n".join(lines) + "\n"


@app.command("tables", cls=Verb)
def tables_of_files(
    files: Many,
    folder: Annotated[Path, typer.Option("--to", file_okay=False, metavar="DIR")],
    file_format: Annotated[
        TableFormat, typer.Option("--as", help="Parquet or CSV files, or one DuckDB file.")
    ] = "parquet",
) -> None:
    """Write every table of the files to a folder."""
    from gaitbelt.services.x12_tables import tables_to_folder

    done = tables_to_folder(files, folder, file_format=file_format)
    for kind, rows in done.rows.items():
        show.table(("table", "rows"), [(f"{kind} {name}", count) for name, count in rows.items()])
    for row in done.problems.head(MOST_SHOWN).iter_rows(named=True):
        show.warn(show.problem_line(row))
    show.say(f"Written to {folder}.")
    raise typer.Exit(0 if done.rows else UNREADABLE)


@app.command("diff", cls=Verb)
def diff_files(
    before: One,
    after: One,
    has_values: Annotated[
        bool, typer.Option("--show-values", help="Show names, ids and addresses too.")
    ] = False,
    output_format: Format = "text",
) -> None:
    """Say what two files tell differently, whatever their order and formatting."""
    from gaitbelt.services.x12_diff import diff

    found = diff(before, after, has_values=has_values)
    if output_format == "json":
        show.say_json({"is_same": found.is_same, "differences": found.differences.to_dicts()})
    elif found.is_same:
        show.say(f"The files say the same: {show.plural(found.row_count, 'row')} compared.")
    else:
        show.table(
            ("table", "claim", "line", "change", "column", "before", "after"),
            found.differences.drop("kind").head(MOST_SHOWN).rows(),
        )
        show.say(f"{show.plural(found.differences.height, 'difference')}.")
    raise typer.Exit(0 if found.is_same else FOUND)


@app.command("redact", cls=Verb)
def redact_file(
    file: One,
    output: Annotated[
        Path, typer.Option("--output", "-o", dir_okay=False, metavar="FILE", help="Write there.")
    ],
    key: Annotated[
        str | None,
        typer.Option(
            "--key",
            envvar="GAITBELT_REDACT_KEY",
            metavar="SECRET",
            help="The same key gives the same stand-ins; by default one is drawn and forgotten.",
        ),
    ] = None,
) -> None:
    """Write a copy that may be shared: nothing in it identifies anyone."""
    from gaitbelt.edges.content import opened
    from gaitbelt.services.x12_redact import redacted

    with opened(file) as source:
        made = redacted(source.read(), key or secrets.token_hex(32))
    output.write_bytes(made)
    show.say(
        f"Written to {output}. Look through it before you share it: free text is removed, and "
        "amounts, codes and dates moved by whole weeks remain."
    )


@app.command("generate", cls=Verb)
def generate_file(
    kind: Annotated[GeneratedKind, typer.Argument(metavar="KIND", help="837P, 835 or 277CA.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", dir_okay=False, metavar="FILE", help="Write there.")
    ],
    claims: Annotated[int, typer.Option("--claims", min=1, metavar="N")] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N")] = 1,
) -> None:
    """Write a file of a practice that does not exist, of any size, the same each time."""
    from gaitbelt.services.x12_generate import generate_to

    size = generate_to(output, kind, claims, seed=seed)
    show.say(f"Written to {output}: {show.plural(claims, 'claim')}, {size:,} bytes, fictional.")


@app.command("status", cls=Verb)
def status_of_claims(
    claims: Annotated[
        list[Path], typer.Option("--claims", exists=True, metavar="FILE", help="837P or 837I.")
    ],
    answers: Annotated[
        list[Path],
        typer.Option("--acks", exists=True, metavar="FILE", help="TA1, 999 or 277CA, in order."),
    ],
    output_format: Annotated[Literal["text", "json", "csv"], typer.Option("--format")] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", dir_okay=False, metavar="FILE", help="Write there."),
    ] = None,
) -> None:
    """Say what became of each claim: accepted, rejected and why, or not yet answered."""
    from gaitbelt.edges.tabular.written import as_csv, as_rows
    from gaitbelt.services.x12_status import standing

    found = standing(claims, answers)
    if output_format == "csv":
        text = as_csv(found.claims)
    elif output_format == "json":
        text = "[" + ",\n".join(as_rows(found.claims)).replace("\n", "") + "]\n"
    else:
        open_ = found.claims.filter(found.claims["status"] != "accepted")
        named = open_.select("claim_id", "status", "reason", "fix").head(MOST_SHOWN)
        lines = show.aligned(("claim", "status", "reason", "fix"), named.rows())
        counts = [
            f"{found.count(each):,} {each}" for each in ("accepted", "rejected", "unanswered")
        ]
        lines += ["", ", ".join(counts) + "."]
        text = "\n".join(lines) + "\n"
    if output is None:
        show.pour([text])
    else:
        output.write_text(text, encoding="utf-8")
    raise typer.Exit(FOUND if found.count("rejected") else 0)


app.command("write", cls=Verb)(x12_write.write_folder)
