"""How a check's findings fit the mistakes that were seeded."""

from decimal import Decimal

import polars as pl

from gaitbelt.services.check import AT_RISK, CheckReport
from gaitbelt.services.demo.result import KindResult, RuleResult, Unexplained
from gaitbelt.tables.finding import BREACH

FIRST = 5
EVENTS = ("THR003",)
"""Rules that note what happens to sound claims too: a year's amount is passed."""

_KEYS = ["claim_id", "rule_code"]


def by_kind(findings: pl.DataFrame, seeded: pl.DataFrame) -> tuple[KindResult, ...]:
    """Return each kind's seeded and found mistakes, in the order of the rules.

    A mistake is found where the rule that must find it has a breach on its claim.
    """
    found = findings.filter(pl.col("outcome") == BREACH).select(_KEYS).unique()
    marked = seeded.join(found.with_columns(is_found=pl.lit(value=True)), on=_KEYS, how="left")
    sums = marked.group_by("rule_code", "kind").agg(
        pl.len(), pl.col("is_found").fill_null(value=False).sum()
    )
    return tuple(
        KindResult(kind, rule_code, size, hits)
        for rule_code, kind, size, hits in sums.sort("rule_code", "kind").iter_rows()
    )


def unexplained(findings: pl.DataFrame, seeded: pl.DataFrame) -> pl.DataFrame:
    """Return the breaches that no seeded mistake explains, with ``is_at_risk``.

    A mistake explains breaches on its own claim, of the rule that must find it and of
    the rules that rightly see it too. What happens to sound claims too needs none.
    """
    own = seeded.select(_KEYS)
    too = seeded.select(
        "claim_id",
        rule_code=pl.col("also_found_by"),
    ).explode("rule_code", keep_nulls=False, empty_as_null=False)
    explained = pl.concat([own, too])
    return (
        findings.filter(pl.col("outcome") == BREACH, ~pl.col("rule_code").is_in(EVENTS))
        .join(explained, on=_KEYS, how="anti")
        .with_columns(is_at_risk=pl.col("severity").is_in(list(AT_RISK)))
        .sort("finding_id")
    )


def first_of(found: pl.DataFrame) -> tuple[Unexplained, ...]:
    """Return the first few of some findings, to be shown."""
    shown = found.head(FIRST).select("finding_id", "claim_id", "message")
    return tuple(Unexplained(*row) for row in shown.iter_rows())


def by_rule(report: CheckReport) -> tuple[RuleResult, ...]:
    """Return what each rule found, rules that found nothing left out."""
    sums = report.breaches.group_by("rule_code").agg(
        pl.len(), pl.col("exposure_amount").sum(), pl.col("severity").first()
    )
    titles = {rule.card.code: rule.card.title for rule in report.law.rulebook.rules}
    return tuple(
        RuleResult(code, titles[code], severity, size, exposure or Decimal("0.00"))
        for code, size, exposure, severity in sums.sort("rule_code").iter_rows()
    )
