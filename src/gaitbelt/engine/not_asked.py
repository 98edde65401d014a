"""Which rules were not asked, because no line has the columns they need."""

from datetime import date

import polars as pl

from gaitbelt.engine.bind import Compiled, scope_of
from gaitbelt.engine.few import FEW
from gaitbelt.engine.rulebook import ANY_PAYER, Rule
from gaitbelt.tables.finding import NOT_ASKED, nothing_unasked

KEPT = 10_000
"""Answers that are kept, one for each set of columns, payers and dates."""


def not_asked(lines: pl.DataFrame, given: frozenset[str], ready: Compiled) -> pl.DataFrame:
    """Return the rules that would apply to a line, but need columns that none has.

    ``given`` are the record columns that the lines came with. The result has the columns of
    ``tables.finding.NOT_ASKED``, in order of rule code.
    """
    if not ready.not_asked or lines.is_empty():
        return nothing_unasked()
    extent = _extent(lines)
    kept: dict[object, pl.DataFrame] = ready.kept.setdefault("not asked", {})
    if len(kept) > KEPT:
        kept.clear()
    if (given, extent) not in kept:
        rows = [
            (rule.card.code, [name for name in rule.card.needs if name not in given])
            for rule in ready.not_asked
            if _may_apply(rule, *extent)
        ]
        kept[given, extent] = pl.DataFrame(rows, schema=NOT_ASKED, orient="row")
    return kept[given, extent]


def _extent(lines: pl.DataFrame) -> tuple[frozenset[str | None], date | None, date | None]:
    """Return the payers of the lines, and their first and last date of service."""
    if "payer" not in lines.columns or "date_of_service" not in lines.columns:
        return frozenset({None}), None, None
    payers = frozenset(lines["payer"].unique().to_list() if lines.height > FEW else lines["payer"])
    days = lines["date_of_service"]
    first, last = days.min(), days.max()
    return (
        payers,
        first if isinstance(first, date) else None,
        last if isinstance(last, date) else None,
    )


def _may_apply(
    rule: Rule, payers: frozenset[str | None], first: date | None, last: date | None
) -> bool:
    wanted, start, end = scope_of(rule)
    is_paid = ANY_PAYER in wanted or None in payers or not payers.isdisjoint(wanted)
    begins_in_time = last is None or last >= start
    is_not_over = end is None or first is None or first <= end
    return is_paid and begins_in_time and is_not_over
