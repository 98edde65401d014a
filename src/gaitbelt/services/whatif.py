"""The same claims under other rules: another date's, another contract's, another method's.

Answers the January question: what does the new year change for me, in dollars, by rule.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.language.money import cents, dollars, dollars_expr
from gaitbelt.methods.pricing.ranking import Ints
from gaitbelt.services.pricing_contracts import Contract
from gaitbelt.services.pricing_core import Lines, Priced, Terms, priced_in_parts
from gaitbelt.services.pricing_fees import NO_DAY, RuleDays, combinations
from gaitbelt.services.pricing_frames import Where, asked_of
from gaitbelt.services.pricing_notes import texts
from gaitbelt.services.pricing_tables import (
    MEDICARE,
    FeeTables,
    date_of,
    day_number,
    fee_tables,
)

STEPS = {
    "values": "relative values and the list of codes",
    "indices": "locality indices",
    "factor": "conversion factor",
    "reduction": "therapy reduction",
    "payment": "coinsurance, assistant's share and sequestration",
}
"""What goes by date, in the order in which one date is exchanged for the other."""

CONTRACT = "contract"
ALLOWED, PAYMENT = "allowed_amount", "expected_payment_amount"


@dataclass(frozen=True, slots=True)
class Change:
    """What one rule changes, over all lines that have an amount both before and after.

    ``payment_difference``: of lines whose payment is told before and after.
    """

    rule: str
    allowed_difference: Decimal
    payment_difference: Decimal


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The claims before and after, line by line, and the difference by rule.

    ``lines``: the rows given with ``allowed_before``, ``allowed_after``, ``allowed_difference``,
    the same of ``payment``, and ``before_note`` and ``after_note``: why an amount is null.
    """

    lines: pl.DataFrame
    changes: tuple[Change, ...]
    line_count: int
    compared_line_count: int

    def total(self, column: str) -> Decimal:
        """Return the sum of an amount over the lines compared."""
        both = self.lines.filter(pl.col("allowed_difference").is_not_null())
        return cents(Decimal(str(both[column].sum() or 0)))

    def to_dict(self) -> dict[str, Any]:  # Any: what JSON holds
        """Return sums and changes as JSON holds them, amounts as text."""
        return {
            "line_count": self.line_count,
            "compared_line_count": self.compared_line_count,
            "allowed_before_amount": str(self.total("allowed_before")),
            "allowed_after_amount": str(self.total("allowed_after")),
            "allowed_difference_amount": str(self.total("allowed_difference")),
            "payment_difference_amount": str(self.total("payment_difference")),
            "by_rule": [
                {
                    "rule": each.rule,
                    "allowed_difference_amount": str(each.allowed_difference),
                    "payment_difference_amount": str(each.payment_difference),
                }
                for each in self.changes
            ],
            "notes": {name: counted(self.lines, name) for name in ("before_note", "after_note")},
        }


def counted(lines: pl.DataFrame, column: str) -> dict[str, int]:
    """Return how many lines carry each note, the most frequent first."""
    told = lines[column].drop_nulls().value_counts()
    return {
        str(note): int(count)
        for note, count in told.sort("count", column, descending=[True, False]).iter_rows()
    }


def whatif(  # noqa: PLR0913 (one wish, each part of it by name)
    lines: pl.DataFrame,
    *,
    rules_on: date | None = None,
    rules_year: int | None = None,
    contract: Contract | None = None,
    contracts: Sequence[Contract] = (),
    locality: str | None = None,
    zip: str | None = None,  # noqa: A002 (as the command's option is called)
    payer: str = MEDICARE,
    apm: bool = False,
    is_facility: bool = False,
    store: str | Path | None = None,
) -> WhatIf:
    """Return what the same lines are paid under other rules, and what each rule changes.

    ``rules_on``: all by the rules of one date; ``rules_year``: by those of the same day of
    another year; days stay the days they were, so the same units are ranked together.
    ``contract`` then pays every line instead. ``contracts``, ``locality``, ``zip``,
    ``payer``, ``apm``, ``is_facility`` and ``store``: what holds now, as in ``price``. Each rule's
    difference is what is left when it is exchanged after those before it in ``STEPS``; a
    line without an amount before or after is not compared. Raises ImpossibleInput.
    """
    if rules_on is not None and rules_year is not None:
        raise ImpossibleInput("Both a date and a year were given. Name the one whose rules to use.")
    if rules_on is None and rules_year is None and contract is None:
        raise ImpossibleInput("Nothing would change. Name a date, a year or a contract.")
    tables = fee_tables(store=None if store is None else Path(store))
    terms = Terms(tuple(contracts), apm, is_facility)
    asked = asked_of(lines, Where(payer.strip().lower(), locality, zip), terms, tables)
    then = _other_days(asked.day, rules_on, rules_year)
    passes = [(rule, priced_in_parts(*each, tables)) for rule, each in _passes(asked, terms, then)]
    if contract is not None:
        paid = replace(asked, payer=np.full(asked.day.size, len(terms.contracts), dtype=np.int64))
        days = None if then is None else _days(asked.day, then, len(STEPS))
        after = replace(terms, contracts=(*terms.contracts, contract), days=days)
        passes.append((CONTRACT, priced_in_parts(paid, after, tables)))
    return _answer(lines, passes, tables)


def _other_days(day: Ints, on: date | None, year: int | None) -> Ints | None:
    if on is not None:
        return np.where(day == NO_DAY, NO_DAY, day_number(on))
    if year is None:
        return None
    chosen, where = combinations([np.where(day == NO_DAY, 0, day)])
    moved = [
        NO_DAY if one == NO_DAY else day_number(in_year(date_of(one), year))
        for one in day[chosen].tolist()
    ]
    return np.array(moved, dtype=np.int64)[where]


def in_year(on: date, year: int) -> date:
    """Return the same day of another year; 29 February becomes the 28th where there is none."""
    is_leap_day = (on.month, on.day) == (2, 29)
    has_leap_day = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return on.replace(year=year, day=28 if is_leap_day and not has_leap_day else on.day)


def _passes(
    asked: Lines, terms: Terms, then: Ints | None
) -> Iterator[tuple[str, tuple[Lines, Terms]]]:
    """Yield the lines by their own rules, then with one rule after the other exchanged."""
    yield "", (asked, terms)
    if then is not None:
        for count, name in enumerate(STEPS.values(), 1):
            yield name, (asked, replace(terms, days=_days(asked.day, then, count)))


def _days(own: Ints, then: Ints, exchanged: int) -> RuleDays:
    return RuleDays(*(then if at < exchanged else own for at in range(len(STEPS))))


def _answer(lines: pl.DataFrame, passes: Sequence[tuple[str, Priced]], tables: FeeTables) -> WhatIf:
    first, last = passes[0][1], passes[-1][1]
    has_both = (first.reason == 0) & (last.reason == 0)
    is_told = has_both & (first.payment_reason == 0) & (last.payment_reason == 0)
    changes = []
    allowed, payment = first.allowed.allowed, first.paid.expected
    for rule, answer in passes[1:]:
        next_allowed = np.where(answer.reason == 0, answer.allowed.allowed, allowed)
        next_payment = np.where(answer.payment_reason == 0, answer.paid.expected, payment)
        by_allowed = int((next_allowed - allowed)[has_both].sum())
        by_payment = int((next_payment - payment)[is_told].sum())
        changes.append(Change(rule, dollars(by_allowed), dollars(by_payment)))
        allowed, payment = next_allowed, next_payment
    told = texts(tables.letters)
    shown = pl.DataFrame(
        {
            "allowed_before": _known(first.allowed.allowed, first.reason),
            "allowed_after": _known(last.allowed.allowed, last.reason),
            "payment_before": _known(first.paid.expected, first.payment_reason),
            "payment_after": _known(last.paid.expected, last.payment_reason),
            "before_note": pl.Series(told, dtype=pl.String).gather(first.payment_reason),
            "after_note": pl.Series(told, dtype=pl.String).gather(last.payment_reason),
        }
    )
    differences = {
        f"{name}_difference": pl.col(f"{name}_after") - pl.col(f"{name}_before")
        for name in ("allowed", "payment")
    }
    compared = int(has_both.sum())
    whole = lines.with_columns(*shown.with_columns(**differences).get_columns())
    return WhatIf(whole, tuple(changes), lines.height, compared)


def _known(amount: Ints, reason: Ints) -> pl.Series:
    column = pl.when(pl.col("reason") == 0).then(dollars_expr(pl.col("amount")))
    return pl.DataFrame({"amount": amount, "reason": reason}).select(column).to_series()
