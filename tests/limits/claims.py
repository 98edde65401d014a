"""Service lines of a fictional patient, judged by the shipped rulebook."""

from datetime import date
from typing import Any

import polars as pl

from gaitbelt.engine.evaluate import judge
from gaitbelt.library.rulebook import load_rulebook
from gaitbelt.library.tables import load_policy, load_reference
from gaitbelt.tables.service_line import CONTRACT, ORIGIN

TYPES = {**CONTRACT, **ORIGIN}
ON = date(2026, 3, 2)
MODIFIERS = {"PT": "GP", "OT": "GO", "SLP": "GN"}

Line = dict[str, Any]  # Any: columns of the contract


def line(hcpcs_code: str = "97110", **given: Any) -> Line:  # noqa: ANN401 (columns)
    """Return one line of patient p1, a PT's unit on one date, with what is given changed."""
    discipline = given.get("discipline", "PT")
    return {
        "claim_id": "c1",
        "line_number": 1,
        "patient_id": "p1",
        "date_of_service": ON,
        "payer": "commercial",
        "discipline": discipline,
        "setting": "practitioner",
        "hcpcs_code": hcpcs_code,
        "modifiers": [MODIFIERS[discipline]],
        "unit_count": 1,
        **given,
    }


def frame(*lines: Line) -> pl.DataFrame:
    """Return the lines as a frame, typed by the contract, numbered in their order."""
    numbered = [{**each, "line_number": place} for place, each in enumerate(lines, 1)]
    names = list(dict.fromkeys(name for each in numbered for name in each))
    return pl.DataFrame(numbered, schema={name: TYPES[name] for name in names})


def found(code: str, lines: pl.DataFrame) -> list[str]:
    """Return the outcomes that a rule finds of the lines, clear ones left out."""
    judged = judge(lines, load_rulebook(), load_policy(), load_reference(), only=frozenset({code}))
    return judged.findings["outcome"].to_list()


def is_found(code: str, *lines: Line) -> bool:
    """Return whether a rule finds a breach on any of the lines."""
    return "breach" in found(code, frame(*lines))
