"""Rows of small official tables as a typed frame, or what is wrong with them."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from gaitbelt.edges.cms.cells import UnreadCell
from gaitbelt.edges.cms.shapes import Faults, Kind
from gaitbelt.edges.cms.texts import Row, is_blank, said

Reader = Callable[[str], object]
Cells = tuple[int, dict[str, object]]
"""The line of a row, and its values by column."""


class Field(NamedTuple):
    """A column to read: the heading that names it, how its cells are read."""

    heading: str
    read: Reader
    is_required: bool = True


def places(names: Sequence[str], fields: Mapping[str, Field]) -> dict[str, int]:
    """Return where each field's column is; a field that is absent is left out."""
    found = {}
    for name, field in fields.items():
        at = next((at for at, cell in enumerate(names) if re.search(field.heading, said(cell))), -1)
        if at >= 0:
            found[name] = at
    return found


def absent(found: Mapping[str, int], fields: Mapping[str, Field]) -> list[str]:
    """Return the columns that must be there and are not."""
    return [name for name, field in fields.items() if field.is_required and name not in found]


def read_rows(
    rows: Iterable[Row],
    width: int,
    found: Mapping[str, int],
    fields: Mapping[str, Field],
    faults: Faults,
) -> Iterator[Cells]:
    """Yield each row's values; a row that cannot be read is a fault."""
    for line, cells in rows:
        if is_blank(cells):
            continue
        if len(cells) != width:
            faults.add(line, f"{len(cells)} columns stand where the heading has {width}")
            continue
        try:
            yield line, {name: _cell(name, cells[at], fields[name]) for name, at in found.items()}
        except UnreadCell as unread:
            faults.add(line, str(unread))


def _cell(name: str, text: str, field: Field) -> object:
    try:
        return field.read(text)
    except UnreadCell as unread:
        raise UnreadCell(f"{unread} ({name})") from None


def frame_of(cells: Iterable[Cells], kind: Kind, faults: Faults) -> pl.DataFrame:
    """Return rows as a frame of their kind; a row that stands twice is a fault."""
    seen: dict[tuple[object, ...], int] = {}
    held = []
    for line, values in cells:
        key = tuple(values.get(name) for name in kind.key)
        first = seen.setdefault(key, line)
        if first != line:
            named = " ".join(str(part) for part in key if part is not None)
            faults.add(line, f"{named} stands twice, first on line {first}")
        held.append(values)
    if faults.count:
        return pl.DataFrame(schema=kind.columns)
    return pl.DataFrame(
        {name: [row.get(name) for row in held] for name in kind.columns}, schema=kind.columns
    ).sort(kind.key)
