"""The small official tables: relative values, indices, unit limits, add-ons, ZIP codes."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

import polars as pl

from gaitbelt.edges.cms import shapes
from gaitbelt.edges.cms.cells import (
    UnreadCell,
    code,
    digits,
    factor,
    figure,
    index,
    ordinal_day,
    padded,
    shown,
    whole,
    word,
)
from gaitbelt.edges.cms.names import MONTHS, quarter
from gaitbelt.edges.cms.rows import Cells, Field, absent, frame_of, places, read_rows
from gaitbelt.edges.cms.shapes import KINDS, Faults
from gaitbelt.edges.cms.texts import Row, said

Read = tuple[pl.DataFrame, str, date | None]
"""The rows of a table, its variant, and its edition as far as its content says them."""

_STACKED = 2
"""Rows above the last that are part of the heading of the relative values."""

CONTRACTOR_DEFINED = "CCCCC"
_YEAR = re.compile(r"\b(20\d{2})\b")
_RELEASE = re.compile(r"(20\d{2}) national physician fee schedule.*?(jan|apr|jul|oct)")


class NoColumn(ValueError):
    """A table without a column that it must have; the text names it."""


def relative_values(rows: Sequence[Row], at: int, faults: Faults) -> Read:
    """Return PPRRVU as published in csv or a workbook; descriptions are not read."""
    stacked = [cells for _, cells in rows[max(0, at - _STACKED) : at + 1]]
    names = [" ".join(parts) for parts in zip_longest(*stacked, fillvalue="")]
    frame = _frame(rows, at, names, _VALUES, shapes.RELATIVE_VALUES, faults)
    banner = " ".join(said(cell) for _, cells in rows[:at] for cell in cells if cell.strip())
    found = _RELEASE.search(banner)
    edition = date(int(found[1]), MONTHS[found[2]], 1) if found else None
    return frame, factor_of(frame), edition


def factor_of(frame: pl.DataFrame) -> str:
    """Return the conversion factor of a relative value file, or several of them."""
    factors = frame["conversion_factor"].unique().drop_nulls().sort().to_list()
    return " ".join(str(each) for each in factors)


def relative_value_lines(lines: Sequence[str], faults: Faults) -> Read:
    """Return PPRRVU as published in fixed width; descriptions are not read."""
    cells = _fixed(lines, _VALUE_PLACES, _VALUES, faults, banner="HDR ")
    frame = frame_of(cells, KINDS[shapes.RELATIVE_VALUES], faults)
    return frame, factor_of(frame), None


def locality_indices(rows: Sequence[Row], at: int, faults: Faults) -> Read:
    """Return GPCI; the remarks below the table are passed over."""
    kept = [row for row in rows[at + 1 :] if sum(bool(cell.strip()) for cell in row[1]) > 1]
    names = rows[at][1]
    found = _found(names, _INDICES)
    cells = _with_locality(read_rows(kept, len(names), found, _INDICES, faults))
    frame = frame_of(cells, KINDS[shapes.LOCALITY_INDICES], faults)
    years = _YEAR.findall(" ".join(cell for _, above in rows[: at + 1] for cell in above))
    return frame, "", date(int(years[0]), 1, 1) if years else None


def _with_locality(rows: Iterator[Cells]) -> Iterator[Cells]:
    for line, values in rows:
        yield line, {**values, "locality": f"{values['carrier']}-{values['number']}"}


def unit_limits(rows: Sequence[Row], at: int, faults: Faults) -> Read:
    """Return MUE of the setting that the heading names; the rationale is not kept."""
    names = [said(cell) for cell in rows[at][1]]
    heading = next(name for name in names if name.endswith("mue values"))
    settings = {
        "practitioner": "practitioner",
        "outpatient": "outpatient",
        "hospital": "outpatient",
        "dme": "dme_supplier",
    }
    setting = next((settings[part] for part in heading.split() if part in settings), "")
    if not setting:
        raise NoColumn(f"the heading {shown(heading)} names no setting that is known")
    frame = _frame(rows, at, names, _LIMITS, shapes.UNIT_LIMITS, faults)
    return frame.with_columns(setting=pl.lit(setting)), setting, None


def add_ons(rows: Sequence[Row], at: int, faults: Faults) -> Read:
    """Return AOC as published in a workbook; a pair ends when either code does."""
    names = [re.sub(r"[^a-z]", "", said(cell)) for cell in rows[at][1]]
    found = _found(names, _ADD_ONS)
    cells = read_rows(rows[at + 1 :], len(names), found, _ADD_ONS, faults)
    return frame_of(_ended(cells), KINDS[shapes.ADD_ONS], faults), "", None


def add_on_lines(lines: Sequence[str], faults: Faults) -> Read:
    """Return AOC as published in fixed width."""
    cells = _fixed(lines, _ADD_ON_PLACES, _ADD_ONS, faults)
    return frame_of(_ended(cells), KINDS[shapes.ADD_ONS], faults), "", None


def _ended(rows: Iterator[Cells]) -> Iterator[Cells]:
    """Yield rows with the first of their ends, and no primary code where none is named."""
    for line, values in rows:
        ends = [values.pop(name, None) for name in ("edit_end", "add_on_end", "primary_end")]
        known = [end for end in ends if isinstance(end, date)]
        primary = values["primary_code"]
        is_named = primary != CONTRACTOR_DEFINED
        yield (
            line,
            {
                **values,
                "primary_code": primary if is_named else None,
                "effective_through": min(known, default=None),
            },
        )


def zip_localities(lines: Sequence[str], faults: Faults) -> Read:
    """Return ZIP5: fixed width, 80 characters, the quarter in the last five."""
    cells = list(_with_locality(_fixed(lines, _ZIP_PLACES, _ZIPS, faults, width=80)))
    quarters = sorted({str(values["quarter"]) for _, values in cells})
    frame = frame_of(iter(cells), KINDS[shapes.ZIP_LOCALITIES], faults)
    if len(quarters) != 1:
        if quarters:
            faults.add(1, f"the lines are of several quarters ({', '.join(quarters)})")
        return frame, "", None
    return frame, "", quarter(int(quarters[0][:4]), int(quarters[0][4]))


def descriptors(lines: Sequence[str], faults: Faults) -> Read:
    """Return a user's own descriptors: a code, a tab and a text on each line."""
    read = {"hcpcs_code": Field("", code), "descriptor": Field("", _described)}
    rows = [(at, line.split("\t")) for at, line in enumerate(lines, 1)]
    while rows and "\t" not in lines[rows[0][0] - 1]:
        rows.pop(0)
    if rows and said(rows[0][1][0]) in {"code", "hcpcs", "hcpcs code", "cpt code", "cpt"}:
        rows.pop(0)
    cells = read_rows(rows, 2, {"hcpcs_code": 0, "descriptor": 1}, read, faults)
    return frame_of(cells, KINDS[shapes.DESCRIPTORS], faults), "", None


def _described(text: str) -> str:
    if not text.strip():
        raise UnreadCell("no text follows the code")
    return text.strip()


def _frame(
    rows: Sequence[Row],
    at: int,
    names: Sequence[str],
    fields: dict[str, Field],
    kind: str,
    faults: Faults,
) -> pl.DataFrame:
    found = _found(names, fields)
    cells = read_rows(rows[at + 1 :], len(rows[at][1]), found, fields, faults)
    return frame_of(cells, KINDS[kind], faults)


def _found(names: Sequence[str], fields: dict[str, Field]) -> dict[str, int]:
    found = places(names, fields)
    missing = absent(found, fields)
    if missing:
        raise NoColumn(f"no column of the heading is {', '.join(missing)}")
    return found


def _fixed(
    lines: Sequence[str],
    spans: dict[str, tuple[int, int]],
    fields: dict[str, Field],
    faults: Faults,
    **form: Any,  # noqa: ANN401 (banner and width, each of its own type)
) -> Iterator[Cells]:
    """Yield the values of fixed-width lines; ``width``: what each must be long."""
    banner, width = form.get("banner"), form.get("width", 0)
    least = width or max(end for _, end in spans.values())
    kept = []
    for at, line in enumerate(lines, 1):
        if not line.strip() or (banner and line.startswith(banner)):
            continue
        if len(line) < least or (width and len(line) != width):
            faults.add(at, f"the line has {len(line)} characters where {least} are needed")
            continue
        kept.append((at, [line[start:end] for start, end in spans.values()]))
    order = {name: at for at, name in enumerate(spans)}
    return read_rows(kept, len(spans), order, fields, faults)


def _yes(text: str) -> bool:
    if text not in {"0", "1"}:
        raise UnreadCell(f"{shown(text)} is neither 0 nor 1")
    return text == "1"


def _quarter(text: str) -> str:
    found = digits(text, 5)
    if found[4] not in "1234":
        raise UnreadCell(f"{shown(text)} is not a year and a quarter")
    return found


def _indicator(text: str) -> int:
    """Return the digit that an adjudication indicator begins with."""
    found = re.match(r"^\s*([1-3])(?!\d)", text)
    if not found:
        raise UnreadCell(f"{shown(text)} does not begin with 1, 2 or 3")
    return int(found[1])


def _edit_type(text: str) -> int:
    if text.strip() not in {"1", "2", "3"}:
        raise UnreadCell(f"{shown(text)} is not a type of 1, 2 or 3")
    return int(text)


def _carrier(text: str) -> str:
    return padded(text, 5)


def _number(text: str) -> str:
    return padded(text, 2)


def _name(text: str) -> str:
    return text.strip().rstrip("*").strip()


def _state(text: str) -> str:
    found = text.strip()
    if not re.fullmatch("[A-Z]{2}", found):
        raise UnreadCell(f"{shown(text)} is not a state of two letters")
    return found


_VALUES = {
    "hcpcs_code": Field(r"\bhcpcs$", code),
    "modifier": Field(r"\bmod$", word),
    "status_code": Field(r"^status code$", word),
    "work_rvu": Field(r"^work rvu$", figure),
    "nonfacility_pe_rvu": Field(r"^(transitioned )?non-fac(ility)? pe rvu$", figure),
    "nonfacility_na_indicator": Field(r"^non-fac na indicator$", word, is_required=False),
    "facility_pe_rvu": Field(r"^(transitioned )?facility pe rvu$", figure),
    "malpractice_rvu": Field(r"^mp rvu$", figure),
    "nonfacility_total_rvu": Field(r"^non-facility total$", figure),
    "facility_total_rvu": Field(r"^facility total$", figure),
    "technical_component_indicator": Field(r"^pctc ind$", word),
    "global_days": Field(r"^glob days$", word),
    "multiple_procedure_indicator": Field(r"^mult proc$", word),
    "conversion_factor": Field(r"^conv factor$", factor),
    "facility_na_indicator": Field(r"^facility na indicator$", word, is_required=False),
}
_VALUE_PLACES = {
    "hcpcs_code": (0, 5),
    "modifier": (5, 7),
    "status_code": (57, 58),
    "work_rvu": (59, 65),
    "nonfacility_pe_rvu": (65, 72),
    "nonfacility_na_indicator": (72, 74),
    "facility_pe_rvu": (74, 81),
    "facility_na_indicator": (81, 83),
    "malpractice_rvu": (83, 89),
    "nonfacility_total_rvu": (89, 96),
    "facility_total_rvu": (96, 102),
    "technical_component_indicator": (102, 103),
    "global_days": (103, 106),
    "multiple_procedure_indicator": (115, 116),
    "conversion_factor": (132, 140),
}
_INDICES = {
    "carrier": Field(r"medicare administrative contractor|^mac$|^contractor$", _carrier),
    "state": Field(r"^state$", _state, is_required=False),
    "number": Field(r"^locality number$", _number),
    "locality_name": Field(r"^locality name$", _name),
    "work_gpci": Field(r"pw gpci(?!.*without)", index),
    "work_gpci_without_floor": Field(r"pw gpci.*without", index, is_required=False),
    "practice_expense_gpci": Field(r"pe gpci", index),
    "malpractice_gpci": Field(r"mp gpci", index),
}
_LIMITS = {
    "hcpcs_code": Field(r"hcpcs", code),
    "unit_limit": Field(r"mue values$", whole),
    "adjudication_indicator": Field(r"adjudication indicator", _indicator),
}
_ADD_ONS = {
    "edit_type": Field(r"^aocedittype$", _edit_type),
    "add_on_code": Field(r"^addoncode$", code),
    "add_on_end": Field(r"^aocdeld", ordinal_day, is_required=False),
    "primary_code": Field(r"^primarycode$", code),
    "primary_end": Field(r"^primarycodedeld", ordinal_day, is_required=False),
    "effective_from": Field(r"^aoceditef", ordinal_day),
    "edit_end": Field(r"^aoceditdel", ordinal_day, is_required=False),
}
_ADD_ON_PLACES = {
    "edit_type": (0, 1),
    "add_on_code": (1, 6),
    "add_on_end": (6, 13),
    "primary_code": (13, 18),
    "primary_end": (18, 25),
    "effective_from": (25, 32),
    "edit_end": (32, 39),
}
_ZIPS = {
    "state": Field("", _state),
    "zip_code": Field("", lambda text: digits(text, 5)),
    "carrier": Field("", lambda text: digits(text, 5)),
    "number": Field("", lambda text: digits(text, 2)),
    "has_extension": Field("", _yes),
    "quarter": Field("", _quarter),
}
_ZIP_PLACES = {
    "state": (0, 2),
    "zip_code": (2, 7),
    "carrier": (7, 12),
    "number": (12, 14),
    "has_extension": (20, 21),
    "quarter": (75, 80),
}
