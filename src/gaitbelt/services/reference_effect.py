"""What another edition changes for a user's own claims, in findings and dollars.

All claims are judged twice, whatever their dates: as if the old edition had governed them,
and as if the new one had. Everything else stays as it is on each date of service.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import polars as pl

from gaitbelt.edges.cms.shapes import PTP_EDITS, RELATIVE_VALUES, UNIT_LIMITS
from gaitbelt.edges.reading import read
from gaitbelt.language.money import multiply
from gaitbelt.reference import Reference
from gaitbelt.services.check import Assumptions, CheckReport, check_lines
from gaitbelt.services.law import Law, load_law
from gaitbelt.services.reference_diff import Difference, Edition
from gaitbelt.services.reference_law import law_by
from gaitbelt.services.reference_store import EVER, PUBLISHED, with_limits, with_pairs, with_status
from gaitbelt.tables.finding import BREACH, CANNOT_TELL
from gaitbelt.tables.service_line import complete

JUDGED = (PTP_EDITS, UNIT_LIMITS, RELATIVE_VALUES)
"""The tables that rules read; of others only the difference is told."""

NATIONAL = (
    "national amounts in the office, before locality, charges, reductions and contract: "
    "relative values times the conversion factor of each file"
)


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What one rule says of the same claims under both editions.

    Amounts are the exposure of breaches, as findings carry it.
    """

    rule_code: str
    rule_name: str
    old_breach_count: int
    new_breach_count: int
    old_cannot_tell_count: int
    new_cannot_tell_count: int
    old_exposure_amount: Decimal
    new_exposure_amount: Decimal


@dataclass(frozen=True, slots=True)
class FeeChange:
    """What a code's national amount changes over the units of the claims."""

    hcpcs_code: str
    unit_count: int
    old_unit_amount: Decimal
    new_unit_amount: Decimal
    difference_amount: Decimal


@dataclass(frozen=True, slots=True)
class Effect:
    """What the new editions change for some claims.

    ``rules``: those of which anything changes. ``fees``: codes whose amount changes.
    ``problems``: what of the claims could not be read.
    """

    line_count: int
    claim_count: int
    rules: tuple[RuleChange, ...]
    fees: tuple[FeeChange, ...]
    notes: tuple[str, ...]
    problems: pl.DataFrame

    def to_dict(self) -> dict[str, object]:
        """Return the effect as JSON holds it, amounts as text."""
        return {
            "line_count": self.line_count,
            "claim_count": self.claim_count,
            "by_rule": [_plain(each, RuleChange.__slots__) for each in self.rules],
            "by_code": [_plain(each, FeeChange.__slots__) for each in self.fees],
            "notes": list(self.notes),
            "problems": self.problems.to_dicts(),
        }


def _plain(row: RuleChange | FeeChange, names: Sequence[str]) -> dict[str, object]:
    values = {name: getattr(row, name) for name in names}
    return {
        name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()
    }


def effect(
    found: Sequence[Difference],
    claims: Sequence[Path],
    *,
    today: date,
    assumptions: Assumptions | None = None,
    rules: tuple[Path, ...] = (),
) -> Effect:
    """Return what the new editions change for the claims of files.

    Raises GaitbeltError where the user's rules cannot be used. Files that cannot be read
    are in ``problems``.
    """
    results = [read(path) for path in claims]
    lines = complete(pl.concat([each.lines for each in results], how="diagonal"))
    law, given = load_law(rules, today=today), assumptions or Assumptions()
    old, new = (
        _judged(lines, law, [getattr(each, side) for each in found], given, rules)
        for side in ("old", "new")
    )
    problems = pl.concat([each.problems for each in results])
    fees = [change for each in found for change in fee_changes(each, lines)]
    return Effect(
        old.totals.line_count,
        old.totals.claim_count,
        tuple(rule_changes(old, new)),
        tuple(fees),
        tuple(_notes(found, has_fees=bool(fees))),
        problems,
    )


def _notes(found: Sequence[Difference], *, has_fees: bool) -> list[str]:
    unjudged = sorted({each.new.kind.title for each in found if each.new.kind.name not in JUDGED})
    notes = ["All claims are judged as if each edition had governed them, whatever their dates."]
    if has_fees:
        notes.append(f"Amounts by code are {NATIONAL}.")
    notes.extend(f"No rule reads this table, so no finding changes: {each}." for each in unjudged)
    return notes


def _judged(
    lines: pl.DataFrame,
    law: Law,
    editions: Sequence[Edition],
    assumptions: Assumptions,
    rules: tuple[Path, ...],
) -> CheckReport:
    reference = law.reference
    for edition in editions:
        reference = by_edition(reference, edition)
    return check_lines(lines, law_by(law, reference, rules), assumptions)


def by_edition(reference: Reference, edition: Edition) -> Reference:
    """Return reference tables in which an edition governs every date."""
    kind, rows = edition.kind.name, edition.in_force
    digest = f"{reference.digest} {edition.source} {edition.starts_on}"
    if kind == PTP_EDITS:
        every_day = pl.lit(None, dtype=pl.Date)
        dated = rows.with_columns(
            not_before=every_day,
            effective_from=pl.lit(EVER[0]),
            established_from=every_day,
            effective_through=every_day,
        )
        edits = with_pairs(reference.ptp_edits, dated, edition.rows)
        return replace(reference, ptp_edits=edits, digest=digest)
    if kind == UNIT_LIMITS and edition.variant in PUBLISHED:
        periods = with_limits(reference.code_periods, rows, edition.variant, EVER)
        return replace(reference, code_periods=periods, digest=digest)
    if kind == RELATIVE_VALUES:
        periods = with_status(reference.code_periods, rows, EVER)
        return replace(reference, code_periods=periods, digest=digest)
    return reference


class _Count(NamedTuple):
    """What one rule says of some claims under one edition."""

    rule_name: str = ""
    breach: int = 0
    unknown: int = 0
    exposure_amount: Decimal = Decimal("0.00")


def rule_changes(old: CheckReport, new: CheckReport) -> list[RuleChange]:
    """Return the rules that say something else under the new editions, by code."""
    before, after = _counts(old), _counts(new)
    found = []
    for code in sorted({*before, *after}):
        was, now = before.get(code, _Count()), after.get(code, _Count())
        if was[1:] != now[1:]:
            found.append(
                RuleChange(
                    code,
                    was.rule_name or now.rule_name,
                    was.breach,
                    now.breach,
                    was.unknown,
                    now.unknown,
                    was.exposure_amount,
                    now.exposure_amount,
                )
            )
    return found


def _counts(report: CheckReport) -> dict[str, _Count]:
    outcome = pl.col("outcome")
    summed = report.findings.group_by("rule_code").agg(
        pl.col("rule_name").first(),
        (outcome == BREACH).sum().cast(pl.Int64).alias("breach"),
        (outcome == CANNOT_TELL).sum().cast(pl.Int64).alias("unknown"),
        pl.col("exposure_amount").filter(outcome == BREACH).sum().alias("exposure_amount"),
    )
    return {
        code: _Count(name, breach, unknown, exposure or Decimal("0.00"))
        for code, name, breach, unknown, exposure in summed.iter_rows()
    }


def fee_changes(found: Difference, lines: pl.DataFrame) -> list[FeeChange]:
    """Return what the national amounts of the codes billed change, by code.

    Only of codes with a relative value in both editions.
    """
    if found.new.kind.name != RELATIVE_VALUES:
        return []
    units = lines.filter("is_subject").group_by("hcpcs_code").agg(pl.col("unit_count").sum())
    old, new = (_unit_amounts(each.rows) for each in (found.old, found.new))
    changed = []
    for code, unit_count in units.drop_nulls().sort("hcpcs_code").iter_rows():
        was, now = old.get(code), new.get(code)
        if was is not None and now is not None and was != now:
            changed.append(
                FeeChange(code, unit_count, was, now, multiply(now - was, Decimal(unit_count)))
            )
    return changed


def _unit_amounts(values: pl.DataFrame) -> dict[str, Decimal]:
    """Return the national amount of a unit by code, of the rows without a modifier."""
    plain = values.filter(pl.col("modifier").is_null() & (pl.col("nonfacility_total_rvu") > 0))
    told = plain.select("hcpcs_code", "nonfacility_total_rvu", "conversion_factor")
    return {code: multiply(total, factor) for code, total, factor in told.iter_rows()}
