"""Why an allowed amount is not the expected one: units, ranks, places, years, terms.

A line of k units, of which some are at the full and the others at the reduced fee, tells by
its amount how many were paid in full. Over the day that shows where the one full unit went.
"""

import numpy as np
import polars as pl

from gaitbelt.language.money import times_cents, whole_cents_expr
from gaitbelt.methods.pricing.ranking import Flags, Ints
from gaitbelt.methods.variance_lines import JudgedLines, told
from gaitbelt.tables.sent_line import ACCOUNT
from gaitbelt.tables.variance import VARIANCE

_NONE = -1
_EXACT = 1
"""A cent: what one rounding may differ by where an amount is explained."""


def allowed_causes(
    rows: pl.DataFrame, lines: JudgedLines, alternatives: pl.DataFrame
) -> list[pl.DataFrame]:
    """Return the variances of the allowed amount, each line once."""
    differs = (
        lines.is_known & ~lines.is_denied & (abs(lines.expected - lines.allowed) > lines.tolerance)
    )
    if not differs.any():
        return []
    full = full_units(lines, lines.units)
    cases = _by_reduction(lines, differs, full)
    left = differs & ~np.any([case[1] for case in cases], axis=0)
    cut = _by_units(lines, left)
    left &= ~cut
    charged = (
        left & ~lines.is_lesser & (lines.allowed == lines.charge) & (lines.expected > lines.charge)
    )
    left &= ~charged
    named, found = _by_alternative(rows, lines, left, alternatives)
    left &= ~found
    by_contract = left & lines.has_contract
    evened = _evened(lines, full)
    cases = [(cause, chosen & ~evened) for cause, chosen in cases]
    rows = rows.with_columns(
        full_count=pl.Series(full), named=named["named"], other_cause=named["cause"],
        alike=named["alike"],
    )  # fmt: skip
    return [
        *(_told(rows, lines, chosen, cause, "exact", _UNITS) for cause, chosen in cases),
        _told(rows, lines, cut, "units cut", "exact", _CUT),
        _told(rows, lines, charged, "lesser of charge", "exact", _CHARGE),
        *_alternatives_told(rows, lines, found),
        _told(rows, lines, by_contract, "contract rate", "likely", _RATE),
        _told(rows, lines, left & ~by_contract, "unexplained", "open", _RATE),
    ]


_UNITS = pl.format(
    "{} of {} units were allowed at the full fee of {} and the others at {}: {} instead of {}",
    "full_count", "unit_count", "unit_fee_amount", "reduced_unit_fee_amount", "answered", "expected",
)  # fmt: skip
_CUT = pl.format(
    "{} of {} units were allowed: {} instead of {}",
    "answered_unit_count", "unit_count", "answered", "expected",
)  # fmt: skip
_CHARGE = pl.format("the charge of {} was allowed; the contract gives {}", "answered", "expected")
_RATE = pl.format("{} was allowed; {} is expected", "answered", "expected")
_ALIKE = pl.format(
    "{} was allowed; that is the amount of {}, and {} is expected; {} lines of the claim fit it",
    "answered", "named", "expected", "alike",
)  # fmt: skip


def _told(
    rows: pl.DataFrame,
    lines: JudgedLines,
    chosen: Flags,
    cause: str,
    confidence: str,
    evidence: pl.Expr,
) -> pl.DataFrame:
    return told(rows, chosen, "allowed", cause, lines.expected, lines.allowed, confidence, evidence)


def full_units(lines: JudgedLines, units: Ints) -> Ints:
    """Return how many of a line's units were allowed in full by its amount, -1 for no number.

    The charge may have limited the amount, and then no number is told.
    """
    gap = lines.full - lines.reduced
    has_both = (lines.full > 0) & (lines.reduced > 0) & (gap > 0) & (units > 0)
    part = np.where(has_both, gap, 1)
    rest = lines.allowed - times_cents(lines.reduced, np.where(has_both, units, 0))
    count = (rest * 2 + part) // (part * 2)
    exact = abs(rest - times_cents(part, count)) <= _EXACT
    is_told = has_both & exact & (count >= 0) & (count <= units)
    return np.asarray(np.where(is_told, count, _NONE), dtype=np.int64)


def _group_sum(group: Ints, amount: Ints) -> Ints:
    _, where = np.unique(group, return_inverse=True)
    totals = np.zeros(int(where.max(initial=-1)) + 1, dtype=np.int64)
    np.add.at(totals, where, amount)
    return np.asarray(totals[where], dtype=np.int64)


def _by_reduction(lines: JudgedLines, differs: Flags, full: Ints) -> list[tuple[str, Flags]]:
    """Return the lines whose amount a wrong number of full units explains, by cause."""
    expected = np.where(lines.is_reducible, lines.units - lines.reduced_count, lines.units)
    told_full = differs & (full != _NONE) & (full != expected)
    subject = told_full & lines.is_reducible
    gained = _group_sum(lines.group, np.where(subject & (full > expected), 1, 0)) > 0
    lost = _group_sum(lines.group, np.where(subject & (full < expected), 1, 0)) > 0
    has_lost, has_gained = subject & (full < expected), subject & (full > expected)
    return [
        ("wrong rank", (has_lost & gained) | (has_gained & lost)),
        ("wrong day grouping", has_lost & ~gained),
        ("reduction not taken", has_gained & ~lost),
        ("exempt code reduced", told_full & ~lines.is_reducible),
    ]


def _evened(lines: JudgedLines, full: Ints) -> Flags:
    """Return the lines of days whose amounts differ and add up all the same: a tie of ranks."""
    is_told = lines.is_reducible & lines.is_known & (full != _NONE)
    gap = np.where(is_told, lines.expected - lines.allowed, 0)
    return np.asarray(is_told & (abs(_group_sum(lines.group, gap)) <= lines.tolerance), np.bool_)


def _by_units(lines: JudgedLines, left: Flags) -> Flags:
    """Return the lines that were allowed for fewer units than were sent."""
    fewer = left & (lines.answered_units > 0) & (lines.answered_units < lines.units)
    whole = times_cents(lines.full, np.where(fewer, lines.answered_units, 0))
    fits = (full_units(lines, lines.answered_units) != _NONE) | (
        abs(whole - lines.allowed) <= _EXACT
    )
    return np.asarray(fewer & fits, dtype=np.bool_)


def _by_alternative(
    rows: pl.DataFrame, lines: JudgedLines, left: Flags, alternatives: pl.DataFrame
) -> tuple[pl.DataFrame, Flags]:
    """Return by line the alternative that gives its amount, the one most lines of it share."""
    allowed = pl.Series(lines.allowed)
    asked = rows.select("row", *ACCOUNT).with_columns(allowed=allowed).filter(pl.Series(left))
    cents = whole_cents_expr(pl.col("allowed_amount"))
    fits = (
        asked.join(alternatives, on=ACCOUNT, nulls_equal=True)
        .filter((cents - pl.col("allowed")).abs() <= _EXACT)
        .with_columns(alike=pl.len().over("claim_id", "cause", "named"))
        .sort("row", pl.col("alike"), "cause", "named", descending=[False, True, False, False])
        .unique("row", keep="first", maintain_order=True)
        .select("row", "cause", "named", "alike")
    )
    whole = rows.select("row").join(fits, on="row", how="left", maintain_order="left")
    found = whole["named"].is_not_null().to_numpy()
    return whole, np.asarray(found, dtype=np.bool_)


def _alternatives_told(rows: pl.DataFrame, lines: JudgedLines, found: Flags) -> list[pl.DataFrame]:
    told_rows = [pl.DataFrame(schema=VARIANCE)]
    if not found.any():
        return told_rows
    alike = rows["alike"].fill_null(0).to_numpy()
    for cause in rows["other_cause"].drop_nulls().unique().to_list():
        own = found & (rows["other_cause"] == cause).fill_null(value=False).to_numpy()
        for confidence, chosen in (("exact", own & (alike > 1)), ("likely", own & (alike <= 1))):
            told_rows.append(_told(rows, lines, chosen, str(cause), confidence, _ALIKE))
    return told_rows
