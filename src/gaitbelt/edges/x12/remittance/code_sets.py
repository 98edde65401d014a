"""Whether the reason and remark codes of a remittance are on their lists (level 5)."""

from collections.abc import Set as AbstractSet

import polars as pl

from gaitbelt.edges.x12.problems import Kind, finished
from gaitbelt.edges.x12.remittance.problems import located, shown_code
from gaitbelt.edges.x12.remittance.result import Remittance
from gaitbelt.tables.problem import PROBLEM

_FIX = "Ask the payer what the code stands for; it is on no list that is held here."


def unknown_codes(
    remittance: Remittance,
    reasons: AbstractSet[str] | None,
    remarks: AbstractSet[str] | None,
) -> pl.DataFrame:
    """Return one problem for each adjustment reason and remark code that is on no list.

    ``reasons`` and ``remarks`` are the known codes; None means that no list is at hand, and
    then none is judged. The lists belong to others: a user's own are handed in.
    """
    found = [pl.DataFrame(schema=PROBLEM)]
    if reasons is not None:
        found += _reasons(remittance.adjustments, reasons)
    if remarks is not None:
        found += [
            _remarks(remittance.claims, remarks, "2100", "MOA"),
            _remarks(remittance.lines, remarks, "2110", "LQ02"),
        ]
    files = remittance.payments["source_file"]
    name = files[0] if len(files) else None
    return finished(pl.concat(found), name or "the file", None)


def _reasons(adjustments: pl.DataFrame, known: AbstractSet[str]) -> list[pl.DataFrame]:
    code = pl.col("adjustment_reason_code")
    odd = adjustments.filter(code.is_not_null() & ~code.is_in(list(known)))
    what = pl.format("adjustment reason {} is not on the list of reasons", shown_code(code))
    told = []
    for level, position in odd.select("level", "adjustment_position").unique().iter_rows():
        same = (pl.col("level") == level) & (pl.col("adjustment_position") == position)
        kind = Kind("adjustment-reason-unknown", "note", f"CAS{3 * position - 1:02}", _FIX)
        told.append(located(odd, same, kind, "2110" if level == "line" else "2100", what))
    return told


def _remarks(rows: pl.DataFrame, known: AbstractSet[str], loop: str, element: str) -> pl.DataFrame:
    code = pl.col("remark_codes")
    each = rows.filter(code.list.len() > 0).explode("remark_codes")
    odd = code.is_not_null() & ~code.is_in(list(known))
    what = pl.format("remark code {} is not on the list of remarks", shown_code(code))
    kind = Kind("remark-code-unknown", "note", element, _FIX)
    found = located(each, odd, kind, loop, what)
    owner = "CLP" if loop == "2100" else "SVC"
    return found.with_columns(segment=pl.lit(owner))
