"""The program ``gaitbelt``: its verbs, and how it ends.

Exit codes: 0 clean, 1 findings at or above ``--fail-on``, 2 a request that cannot be
answered as asked, 3 input that cannot be read; 70 a fault of gaitbelt itself, 130
interrupted, 141 the reader of a pipe went away.
"""

import os
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from gaitbelt.cli import (
    check,
    checklist,
    claims,
    code,
    codes,
    demo,
    evaluation,
    explain,
    mue,
    pairs,
    price,
    reference,
    rules,
    statement,
    units,
    whatif,
    x12,
)
from gaitbelt.cli.plain import Verb, read_plainly
from gaitbelt.cli.show import say, warn
from gaitbelt.language.errors import GaitbeltError

USAGE, FAULT, INTERRUPTED, PIPE_CLOSED = 2, 70, 130, 141
SHOW_FAULTS = "GAITBELT_TRACEBACK"


class Program(TyperGroup):
    """The group of verbs: every error becomes one line and an exit code."""

    def main(
        self,
        args: Sequence[str] | None = None,
        *_: object,
        **__: object,
    ) -> Any:  # noqa: ANN401 (as typer declares it; it never returns)
        """Run a verb and end the process with its exit code."""
        try:
            code = super().main(args, "gaitbelt", standalone_mode=False)
        except Exception as error:  # noqa: BLE001 (the last stop before the user)
            code = _ended(error)
        sys.exit(code if isinstance(code, int) else 0)

    def get_params(self, ctx: typer.Context) -> list[Any]:  # type: ignore[override]  # as Typer
        """Return the program's own options, read without pydantic."""
        found = super().get_params(ctx)
        for parameter in found:
            read_plainly(parameter, None)
        return list(found)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # noqa: ANN401 (as typer)
        """Run a verb; a pipe whose reader went away ends it without a word."""
        try:
            answer = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(PIPE_CLOSED) from None
        return answer


def _ended(error: Exception) -> int:
    """Say on one line what stopped the program, and return its exit code."""
    if isinstance(error, typer.Abort):
        warn("gaitbelt: interrupted.")
        return INTERRUPTED
    if isinstance(error, GaitbeltError):
        warn(f"gaitbelt: {' '.join(str(error).split())}")
        return USAGE
    words = getattr(error, "format_message", None)
    if callable(words):
        warn(f"gaitbelt: {_usage(str(words()))} See gaitbelt --help.")
        return USAGE
    if isinstance(error, OSError):
        reason = (error.strerror or type(error).__name__).lower()
        warn(f"gaitbelt: {error.filename or 'a file'} could not be used: {reason}.")
        return USAGE
    if os.environ.get(SHOW_FAULTS):
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{'/'.join(Path(last.filename).parts[-2:])}, line {last.lineno}"
    warn(
        f"gaitbelt: a fault of its own ({type(error).__name__} in {place}). "
        f"Set {SHOW_FAULTS}=1 to see where, and report it without patient data."
    )
    return FAULT


def _usage(words: str) -> str:
    """Return the parser's words without blame, as one sentence."""
    for blame in ("Invalid value for ", "Invalid value: ", "Value error, "):
        words = words.replace(blame, "", 1)
    told = " ".join(words.split())
    return told if told.endswith((".", "?")) else f"{told}."


def _version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import version

        say(f"gaitbelt {version('gaitbelt')}")
        raise typer.Exit


app = typer.Typer(
    cls=Program,
    name="gaitbelt",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)


@app.callback(invoke_without_command=True)
def gaitbelt(
    ctx: typer.Context,
    is_version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    """Say what may be billed in outpatient rehabilitation, and by which authority."""
    del is_version
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())
        raise typer.Exit(USAGE)


app.command("units", cls=Verb)(units.units)
app.command("codes", cls=Verb)(codes.codes)
app.command("pairs", cls=Verb)(pairs.pairs)
app.command("mue", cls=Verb)(mue.mue)
app.command("code", cls=Verb)(code.code)
app.command("evaluation", cls=Verb)(evaluation.evaluation)
app.command("check", cls=Verb)(check.check)
app.command("rules", cls=Verb)(rules.rules)
app.command("explain", cls=Verb)(explain.explain)
app.command("price", cls=Verb)(price.price)
app.command("whatif", cls=Verb)(whatif.whatif)
app.command("statement", cls=Verb)(statement.statement)
app.command("checklist", cls=Verb)(checklist.checklist)
app.command("demo", cls=Verb)(demo.demo)
app.command("claims", cls=Verb)(claims.claims)
app.add_typer(reference.app, name="reference")
app.add_typer(x12.app, name="x12")


def run() -> None:
    """Run the program with this process's arguments and streams."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and not stream.isatty():
            reconfigure(encoding="utf-8", errors="backslashreplace")
    app()
