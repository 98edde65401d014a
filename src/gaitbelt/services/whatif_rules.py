"""Other rules that are not rates: another way of counting units, another year's rulebook."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.language.money import cents
from gaitbelt.services.answer import by_rule
from gaitbelt.services.check import check
from gaitbelt.services.coding import code_visits
from gaitbelt.services.pricing import price
from gaitbelt.services.whatif import Change, WhatIf, in_year
from gaitbelt.tables.service_line import complete

COUNTING = "unit counting"
_VISIT = ("patient_id", "date_of_service", "payer", "discipline", "hcpcs_code")


def recounted(
    lines: pl.DataFrame,
    *,
    method: str,
    payer: str = "medicare",
    **terms: Any,  # noqa: ANN401 (as price takes them)
) -> WhatIf:
    """Return what the visits come to when their units are counted another way.

    ``lines``: interventions with minutes. Before: counted by each payer's own method;
    after: by ``method``; both at the same rates, those of ``price`` (``terms``). One row
    per patient, date, payer, discipline and code, with ``unit_count_before`` and
    ``unit_count_after``. Rows that cannot be counted are left out. Raises
    ImpossibleInput where no line has minutes.
    """
    if "minutes" not in lines.columns or lines["minutes"].null_count() == lines.height:
        raise ImpossibleInput("No line has minutes, so its units cannot be counted again.")
    sides = []
    for chosen, side in ((None, "before"), (method, "after")):
        coded = code_visits(lines, payer=payer, method=chosen).lines
        paid = price(coded.drop("allowed_amount"), payer=payer, **terms)
        sides.append(
            paid.group_by(_VISIT, maintain_order=True).agg(
                pl.col("unit_count").sum().alias(f"unit_count_{side}"),
                _sum("allowed_amount").alias(f"allowed_{side}"),
                _sum("expected_payment_amount").alias(f"payment_{side}"),
                pl.col("price_note").drop_nulls().first().alias(f"{side}_note"),
            )
        )
    both = sides[0].join(sides[1], on=list(_VISIT), how="full", coalesce=True, nulls_equal=True)
    both = both.with_columns(pl.col("unit_count_before", "unit_count_after").fill_null(0)).sort(
        _VISIT, nulls_last=True
    )
    both = both.with_columns(
        (pl.col(f"{name}_after") - pl.col(f"{name}_before")).alias(f"{name}_difference")
        for name in ("allowed", "payment")
    )
    change = Change(COUNTING, _total(both, "allowed"), _total(both, "payment"))
    compared = both.height - int(both["allowed_difference"].null_count())
    return WhatIf(both, (change,), both.height, compared)


def _sum(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null().all()).then(pl.col(name).sum())


def _total(both: pl.DataFrame, name: str) -> Decimal:
    held = both[f"{name}_difference"].sum() or 0
    return cents(Decimal(str(held)))


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What one rule of the rulebook finds by one year's law and by another's."""

    rule_code: str
    title: str
    breach_before: int
    breach_after: int
    exposure_before: Decimal
    exposure_after: Decimal

    @property
    def exposure_difference(self) -> Decimal:
        """The dollars at risk after, less those before."""
        return self.exposure_after - self.exposure_before

    def to_dict(self) -> dict[str, Any]:  # Any: what JSON holds
        """Return the change as JSON holds it, amounts as text."""
        return {
            "rule_code": self.rule_code,
            "title": self.title,
            "breach_before": self.breach_before,
            "breach_after": self.breach_after,
            "exposure_before_amount": str(self.exposure_before),
            "exposure_after_amount": str(self.exposure_after),
            "exposure_difference_amount": str(self.exposure_difference),
        }


def judged_in_year(
    lines: pl.DataFrame,
    year: int,
    *,
    payer: str | None = None,
    rules: Sequence[str | Path] = (),
    today: date | None = None,
    store: str | Path | None = None,
) -> tuple[RuleChange, ...]:
    """Return what the rulebook finds on the same lines moved to another year.

    Only rules whose count of breaches or exposure changes, the largest difference first.
    """
    dated = complete(lines)
    unique = dated["date_of_service"].drop_nulls().unique().to_list()
    moved = {on: in_year(on, year) for on in unique}
    shifted = dated.with_columns(
        pl.col("date_of_service").replace_strict(moved, default=None, return_dtype=pl.Date)
    )
    sides = []
    for frame in (dated, shifted):
        report = check(frame, payer=payer, rules=rules, today=today, store=store)
        sides.append({row["rule_code"]: row for row in by_rule(report)})
    before, after = sides
    found = [_change(before.get(code), after.get(code)) for code in {**before, **after}]
    changed = [
        each
        for each in found
        if each.breach_before != each.breach_after or each.exposure_difference
    ]
    return tuple(sorted(changed, key=lambda e: (-abs(e.exposure_difference), e.rule_code)))


def _change(before: dict[str, Any] | None, after: dict[str, Any] | None) -> RuleChange:
    either = before or after or {}
    counts = [each["breach"] if each else 0 for each in (before, after)]
    exposed = [Decimal(each["exposure_amount"] if each else "0.00") for each in (before, after)]
    return RuleChange(
        either["rule_code"], either["title"], counts[0], counts[1], exposed[0], exposed[1]
    )
