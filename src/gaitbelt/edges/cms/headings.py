"""Which official table some rows are: told by their heading, or by their width."""

import re
from collections.abc import Sequence
from itertools import dropwhile
from typing import NamedTuple

from gaitbelt.edges.cms import shapes
from gaitbelt.edges.cms.texts import Row, said

ZIP_LINE = re.compile(r"^[A-Z]{2}\d{5}\d{5}\d{2}[ RB]")
ADD_ON_LINE = re.compile(r"^[1-3][0-9A-Z]{5}(\d{7}| {7})[0-9A-Z]{5}(\d{7}| {7})(\d{7}| {7})")
VALUES_LINE = re.compile(r"^[0-9A-Z]{5}.{2}.{50}[A-Z].[ \d]{3}\.\d\d")
VALUES_BANNER = "HDR "
DESCRIPTOR_LINE = re.compile(r"^[0-9A-Z]{5}\t[^\t]+$")
_ENOUGH = 0.6
"""The share of lines that must be of one form; the others are then faults."""


class Heading(NamedTuple):
    """The kind of a table and the place of its heading among the first rows."""

    kind: str
    at: int


def heading_of(rows: Sequence[Row]) -> Heading | None:
    """Return the kind of a delimited table and where its heading is, or None."""
    for at, (_, cells) in enumerate(rows):
        names = [said(cell) for cell in cells]
        kind = next((kind for kind, is_one in _HEADINGS if is_one(names)), None)
        if kind is not None:
            return Heading(kind, at)
    return None


def kind_of_lines(lines: Sequence[str]) -> str | None:
    """Return the kind of a table without a heading: fixed width, or code-tab-text."""
    held = [line for line in lines if line.strip() and not line.startswith(VALUES_BANNER)]
    tabbed = list(dropwhile(lambda line: "\t" not in line, held))
    for kind, form, body in (
        (shapes.ZIP_LOCALITIES, ZIP_LINE, held),
        (shapes.RELATIVE_VALUES, VALUES_LINE, held),
        (shapes.ADD_ONS, ADD_ON_LINE, held),
        (shapes.DESCRIPTORS, DESCRIPTOR_LINE, tabbed),
    ):
        if body and sum(bool(form.match(line)) for line in body) >= _ENOUGH * len(body):
            return kind
    return None


def _is_pairs(names: Sequence[str]) -> bool:
    return {"column1", "column2"} <= {name.replace(" ", "") for name in names}


def _is_limits(names: Sequence[str]) -> bool:
    is_coded = any("hcpcs" in name for name in names)
    return is_coded and any(name.endswith("mue values") for name in names)


def _is_add_ons(names: Sequence[str]) -> bool:
    bare = {re.sub(r"[^a-z]", "", name) for name in names}
    return {"addoncode", "primarycode"} <= bare


def _is_values(names: Sequence[str]) -> bool:
    return list(names[:2]) == ["hcpcs", "mod"] and "rvu" in names


def _is_indices(names: Sequence[str]) -> bool:
    return "locality number" in names and any("gpci" in name for name in names)


_HEADINGS = (
    (shapes.PTP_EDITS, _is_pairs),
    (shapes.UNIT_LIMITS, _is_limits),
    (shapes.ADD_ONS, _is_add_ons),
    (shapes.RELATIVE_VALUES, _is_values),
    (shapes.LOCALITY_INDICES, _is_indices),
)
