"""Findings read back from a file that a check wrote: Parquet, JSON or CSV."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from gaitbelt.edges.tabular.written import LIST_SEPARATOR, PHRASE_SEPARATOR, PHRASES, unguarded
from gaitbelt.language.errors import GaitbeltError
from gaitbelt.tables.finding import FINDING

Found = Mapping[str, Any]
"""One finding as a row; its cells are of many types."""

_NEEDED = ("finding_id", "rule_code", "outcome", "evidence", "message")
_LISTS = tuple(name for name, dtype in FINDING.items() if isinstance(dtype, pl.List))
_LONGEST_CELL = 1 << 24


class NotFindings(GaitbeltError):
    """A file that holds no findings, or that cannot be read."""


def read_findings(path: Path) -> Sequence[Found]:
    """Return the findings of a file, whatever it is called; the content decides.

    Raises NotFindings where the file cannot be opened or holds no findings.
    """
    try:
        content = path.read_bytes()
        rows = _rows(path, content)
    except OSError as error:
        raise NotFindings(
            f"{path.name} could not be opened ({(error.strerror or 'no reason given').lower()}). "
            "Name the file that gaitbelt check wrote."
        ) from error
    except (ValueError, csv.Error, pl.exceptions.PolarsError) as error:
        raise _not_findings(path) from error
    if not all(isinstance(row, dict) and all(name in row for name in _NEEDED) for row in rows):
        raise _not_findings(path)
    return [as_row(row) for row in rows]


def as_row(finding: Found) -> Found:
    """Return a finding with every column, evidence as JSON text and lists as lists."""
    row = {name: finding.get(name) for name in FINDING}
    if not isinstance(row["evidence"], str):
        row["evidence"] = json.dumps(row["evidence"] or {}, ensure_ascii=False)
    for name in _LISTS:
        given = row[name]
        if isinstance(given, str):
            separator = PHRASE_SEPARATOR if name in PHRASES else LIST_SEPARATOR
            row[name] = [part for part in given.split(separator) if part]
        else:
            row[name] = list(given or ())
    return row


def _rows(path: Path, content: bytes) -> Sequence[Found]:
    if content.startswith(b"PAR1"):
        return pl.read_parquet(path).to_dicts()
    text = content.decode("utf-8-sig").lstrip()
    if text.startswith(("{", "[")):
        return _json_rows(text)
    csv.field_size_limit(_LONGEST_CELL)
    heading, *cells = list(csv.reader(text.splitlines(keepends=True)))
    named = (dict(zip(heading, row, strict=False)) for row in cells)
    return [{name: unguarded(cell) or None for name, cell in row.items()} for row in named]


def _json_rows(text: str) -> Sequence[Found]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(whole, dict):
        whole = whole.get("findings", [whole])
    return whole if isinstance(whole, list) else [whole]


def _not_findings(path: Path) -> NotFindings:
    return NotFindings(
        f"{path.name} holds no findings. Name a file that gaitbelt check wrote with "
        "--format json, csv or parquet."
    )
