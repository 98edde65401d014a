"""NCCI's answers for a code or a pair, by the shipped tables or by a user's own.

Without a store nothing is loaded but the shipped text tables.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitbelt.library import ncci
from gaitbelt.library.ncci import Mue, PtpEdit
from gaitbelt.library.ncci_tables import (
    SHIPPED,
    MueRow,
    OwnLimits,
    OwnPairs,
    OwnTables,
    Period,
    PtpRow,
    Source,
    limit_editions,
)

if TYPE_CHECKING:
    from gaitbelt.library.local import Entry

_EVER = date.min


def ptp_edit(
    code_a: str,
    code_b: str,
    on: date,
    setting: str | None,
    *,
    store: str | Path | None = None,
) -> PtpEdit:
    """Return whether an NCCI PTP edit joins two codes on a date; any order.

    ``setting``: practitioner, outpatient or critical_access_hospital; None where unknown,
    and then only what both published tables agree on is told. ``store``: the user's own
    tables, in the place of the shipped rows that they cover. Raises UnknownSettingError,
    and UnusableStore. Source: CMS NCCI PTP edits; CMS Pub. 100-04, ch. 23, § 20.9.
    """
    return ncci.ptp_edit(code_a, code_b, on, setting, own_tables(store, (code_a, code_b)))


def mue(code: str, on: date, setting: str | None, *, store: str | Path | None = None) -> Mue:
    """Return how many units of a code one date may hold, and how the limit is judged.

    ``is_known`` is False where the code is not in the table of the setting, or no edition
    near the date is held. ``store``: the user's own tables. Raises UnknownSettingError, and
    UnusableStore. Source: CMS NCCI MUE tables.
    """
    return ncci.mue(code, on, setting, own_tables(store, (code,)))


def own_tables(store: str | Path | None, codes: Iterable[str]) -> OwnTables:
    """Return what a store says of some codes; without a store nothing.

    Raises UnusableStore where the store holds no table, or a file is not the one imported.
    """
    if store is None:
        return SHIPPED
    from gaitbelt.edges.cms.shapes import PTP_EDITS, UNIT_LIMITS
    from gaitbelt.library import local

    held = local.tables_of(Path(store))
    wanted = sorted({code.strip().upper() for code in codes})
    pair_tables, pairs = _pairs(Path(store), [e for e in held if e.kind == PTP_EDITS], wanted)
    limits = _limits(Path(store), [e for e in held if e.kind == UNIT_LIMITS], wanted)
    return OwnTables(pair_tables, pairs, *limits)


def _pairs(
    store: Path, held: "Sequence[Entry]", codes: Sequence[str]
) -> tuple[dict[str, OwnPairs], dict[tuple[str, str, str], list[PtpRow]]]:
    """Return what the last pair table of each setting covers, and its rows of some codes."""
    import polars as pl

    from gaitbelt.library import local

    tables: dict[str, OwnPairs] = {}
    rows: dict[tuple[str, str, str], list[PtpRow]] = {}
    for entry in sorted(held, key=lambda one: one.edition or _EVER):
        table, source = local.table(store, entry), _source(entry, _EVER)
        one = table["column_one"]
        tables[entry.variant] = OwnPairs(str(one.min()), str(one.max()), source)
        rows = {key: own for key, own in rows.items() if key[0] != entry.variant}
        sides = pl.col("column_one").is_in(codes) | pl.col("column_two").is_in(codes)
        for row in table.filter(sides).iter_rows(named=True):
            low, high = sorted((row["column_one"], row["column_two"]))
            rows.setdefault((entry.variant, low, high), []).append(_pair(row, source))
    return tables, rows


def _pair(row: dict[str, Any], source: Source) -> PtpRow:  # Any: a cell of a frame
    """Return a row of a table that dates its pairs: known in force from their first day."""
    begins = row["effective_from"] or row["established_from"]
    period = Period(row["not_before"], row["effective_from"], begins, row["effective_through"])
    codes = (row["column_one"], row["column_two"])
    return PtpRow(*codes, row["modifier_indicator"], period, "P", (source,))


def _limits(
    store: Path, held: "Sequence[Entry]", codes: Sequence[str]
) -> tuple[dict[str, list[OwnLimits]], dict[tuple[str, str], list[MueRow]]]:
    from gaitbelt.services.reference_store import after_last, dated

    tables: dict[str, list[OwnLimits]] = {}
    rows: dict[tuple[str, str], list[MueRow]] = {}
    for setting in ncci.PUBLISHED:
        own = [each for each in held if each.variant == setting]
        known = [each.seen_from for each in limit_editions(setting) if each.seen_from]
        for frame, (first, last) in dated(store, own, known, after_last):
            entry = next(each for each in own if each.edition == first)
            source = _source(entry, first)
            tables.setdefault(setting, []).append(OwnLimits(first, last, source))
            period = Period(None, first, first, last)
            for row in frame.filter(frame["hcpcs_code"].is_in(codes)).iter_rows(named=True):
                limit = MueRow(row["unit_limit"], row["adjudication_indicator"], period, (source,))
                rows.setdefault((setting, row["hcpcs_code"]), []).append(limit)
    return tables, rows


def _source(entry: "Entry", seen_from: date) -> Source:
    """Return a user's table as a source: seen to the end of the quarter of its edition."""
    from gaitbelt.services.reference_store import quarter_end

    ends = quarter_end(entry.edition) if entry.edition else None
    day = f", in force from {entry.edition}" if entry.edition else ""
    cite = f"{entry.title}, {entry.variant}{day}: your file {', '.join(entry.sources)}"
    return Source(entry.name, cite, "P", seen_from, ends)
