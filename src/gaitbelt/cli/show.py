"""How an answer is shown: a table on a terminal, plain text in a pipe, JSON as written."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from gaitbelt.tables.vocabulary import CONFIDENCE

_INDENT = "  "


def say(*lines: str) -> None:
    """Print lines of the answer."""
    for line in lines:
        typer.echo(line)


def warn(*lines: str) -> None:
    """Print lines beside the answer, on the error stream."""
    for line in lines:
        typer.echo(line, err=True)


def say_json(answer: Any) -> None:  # noqa: ANN401 (whatever JSON holds)
    """Print an answer as indented JSON."""
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))


def pour(parts: Iterable[str]) -> None:
    """Write the parts of a long answer as they come."""
    for part in parts:
        sys.stdout.write(part)


def problem_line(problem: Mapping[str, Any]) -> str:  # Any: a row's cells
    """Return a problem as one line: where it is, what it is, what to do."""
    where = ", row ".join(str(problem[part]) for part in ("file", "row") if problem[part])
    said = str(problem["message"])
    is_placed = not where or said.startswith(str(problem["file"] or said))
    return f"{said if is_placed else f'{where}: {said}'} {problem['fix'] or ''}".rstrip()


def section(heading: str, lines: Iterable[str]) -> None:
    """Print lines under a heading, or nothing where there are none."""
    told = list(lines)
    if told:
        say("", heading, *(_INDENT + line for line in told))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under headings; columns of figures stand to the right."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    is_right = [_is_figures(column) for column in zip(*cells, strict=True)] if cells else []
    if sys.stdout.isatty():
        _rich_table(headings, cells, is_right)
        return
    say(*_aligned(headings, cells, is_right))


def aligned(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return rows under headings as lines of plain text."""
    cells = [["" if cell is None else str(cell) for cell in row] for row in rows]
    return _aligned(headings, cells, [_is_figures(column) for column in zip(*cells, strict=True)])


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun, thousands parted by commas."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sourced(text: str, confidence: str | None, cite: str) -> str:
    """Return a statement with its source and how well that is known."""
    known = CONFIDENCE.get(confidence or "", "")
    inside = "; ".join(part for part in (cite, known) if part)
    return f"{text} [{inside}]" if inside else text


def _aligned(
    headings: Sequence[str], cells: Sequence[Sequence[str]], is_right: Sequence[bool]
) -> list[str]:
    widths = [max(map(len, column)) for column in zip(headings, *cells, strict=True)]
    sides = is_right or [False] * len(headings)
    return [
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, sides, strict=True)
        ).rstrip()
        for row in (headings, *cells)
    ]


def _is_figures(column: Iterable[str]) -> bool:
    told = [cell.replace(",", "").replace(".", "", 1).lstrip("-$") for cell in column if cell]
    return bool(told) and all(cell.isdecimal() for cell in told)


def _rich_table(
    headings: Sequence[str], cells: Sequence[Sequence[str]], is_right: Sequence[bool]
) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = Table(box=None, pad_edge=False, header_style="bold")
    for heading, right in zip(headings, is_right or [False] * len(headings), strict=True):
        shown.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in cells:
        shown.add_row(*(Text(cell) for cell in row))
    Console().print(shown)
