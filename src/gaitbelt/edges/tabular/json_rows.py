"""JSON lines and JSON arrays as columns of text."""

import json
from typing import Any

import polars as pl


def json_lines(content: bytes, first_row: int = 1) -> tuple[pl.DataFrame, list[int]]:
    """Return the objects of a JSON-lines file as text columns, and the rows not read.

    Every value becomes text: a list becomes its parts, null stays null. ``source_row`` is
    the line's number among lines that are not blank.
    """
    lines = pl.read_lines(content)["line"]
    lines = lines.filter(lines.str.strip_chars() != "")
    names = _names(lines)
    try:
        joined = "\n".join(lines.to_list()).encode()
        rows = pl.read_ndjson(joined, schema=dict.fromkeys(names, pl.String()))
    except (pl.exceptions.PolarsError, ValueError):
        return _one_by_one(lines.to_list(), first_row)
    if len(rows) != len(lines):
        return _one_by_one(lines.to_list(), first_row)
    return rows.with_columns(_numbers(len(rows), first_row)), []


def _numbers(count: int, first: int) -> pl.Series:
    return pl.Series("source_row", range(first, first + count), dtype=pl.Int64)


def _names(lines: pl.Series) -> list[str]:
    """Return every key used, in order of first use."""
    keys = lines.str.extract_all(r'"(?:[^"\\]|\\.)*"\s*:').explode().unique(maintain_order=True)
    return list(dict.fromkeys(key.rstrip(" \t:").strip('"') for key in keys.drop_nulls()))


def _one_by_one(lines: list[str], first_row: int) -> tuple[pl.DataFrame, list[int]]:
    """Read a file with faults line by line, so that one bad line loses no other."""
    kept: list[dict[str, Any]] = []  # Any: whatever JSON holds
    numbers: list[int] = []
    unread: list[int] = []
    for number, line in enumerate(lines, start=first_row):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict):
            kept.append(value)
            numbers.append(number)
        else:
            unread.append(number)
    rows = objects(kept).with_columns(pl.Series("source_row", numbers, dtype=pl.Int64))
    return rows, unread


def objects(found: list[dict[str, Any]]) -> pl.DataFrame:  # Any: whatever JSON holds
    """Return JSON objects as columns of text, one per key."""
    names = list(dict.fromkeys(key for item in found for key in item))
    return pl.DataFrame(
        {name: [_text(item.get(name)) for item in found] for name in names},
        schema=dict.fromkeys(names, pl.String()),
    )


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list):
        return " ".join(str(part) for part in value if part is not None)
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value)


def json_array(content: bytes) -> list[dict[str, Any]] | None:  # Any: whatever JSON holds
    """Return the objects of a JSON array, or of the one array in a JSON object.

    None when the text is not JSON, or holds no list of objects.
    """
    try:
        whole = json.loads(content, parse_float=str)
    except (ValueError, RecursionError):
        return None
    if isinstance(whole, dict):
        lists = [value for value in whole.values() if isinstance(value, list)]
        is_wrapper = len(lists) == 1 and all(isinstance(item, dict) for item in lists[0])
        whole = lists[0] if is_wrapper and lists[0] else [whole]
    if not isinstance(whole, list) or not all(isinstance(item, dict) for item in whole):
        return None
    return whole
