"""How a check's findings fit the mistakes that were seeded."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from gaitbelt.services.check import AT_RISK, CheckReport
from gaitbelt.services.demo.mistake import family_of
from gaitbelt.services.demo.result import FamilyResult, KindResult, RuleResult, Unexplained
from gaitbelt.tables.finding import BREACH, CANNOT_TELL

FIRST = 5
EVENTS = ("THR003",)
"""Rules that note what happens to sound claims too: a year's amount is passed."""

_KEYS = ["claim_id", "rule_code"]


def by_kind(findings: pl.DataFrame, seeded: pl.DataFrame) -> tuple[KindResult, ...]:
    """Return each kind's seeded and found mistakes, in the order of the rules.

    A mistake is found where the rule that must find it has a breach on its claim, and left
    untold where that rule cannot tell there.
    """
    marked = seeded
    for outcome, name in ((BREACH, "is_found"), (CANNOT_TELL, "is_untold")):
        told = findings.filter(pl.col("outcome") == outcome).select(_KEYS).unique()
        told = told.with_columns(pl.lit(value=True).alias(name))
        marked = marked.join(told, on=_KEYS, how="left")
    is_found = pl.col("is_found").fill_null(value=False)
    is_untold = pl.col("is_untold").fill_null(value=False) & ~is_found
    sums = marked.group_by("rule_code", "kind").agg(pl.len(), is_found.sum(), is_untold.sum())
    return tuple(
        KindResult(kind, rule_code, size, hits, untold)
        for rule_code, kind, size, hits, untold in sums.sort("rule_code", "kind").iter_rows()
    )


def by_family(
    kinds: Sequence[KindResult], findings: pl.DataFrame, left: pl.DataFrame
) -> tuple[FamilyResult, ...]:
    """Return recall and false positives of each family of rules, by name.

    ``left`` are the findings that no seeded mistake explains, as ``unexplained`` gives them.
    """
    found = Counter(map(family_of, findings.filter(pl.col("outcome") == BREACH)["rule_code"]))
    false = Counter(map(family_of, left.filter("is_at_risk")["rule_code"]))
    others = Counter(map(family_of, left.filter(~pl.col("is_at_risk"))["rule_code"]))
    families = sorted({family_of(kind.rule_code) for kind in kinds} | found.keys())
    return tuple(
        FamilyResult(
            family,
            sum(each.seeded_count for each in kinds if family_of(each.rule_code) == family),
            sum(each.found_count for each in kinds if family_of(each.rule_code) == family),
            found[family],
            false[family],
            others[family],
        )
        for family in families
    )


def unexplained(findings: pl.DataFrame, seeded: pl.DataFrame) -> pl.DataFrame:
    """Return the breaches that no seeded mistake explains, with ``is_at_risk``.

    A mistake explains breaches on the claims that it shows on, of the rule that must find
    it and of the rules that rightly see it too. What happens to sound claims needs none.
    """
    rules = pl.concat_list(pl.col("rule_code"), pl.col("also_found_by"))
    claims = pl.concat_list(pl.col("claim_id"), pl.col("also_on"))
    explained = (
        seeded.select(claim_id=claims, rule_code=rules).explode("claim_id").explode("rule_code")
    )
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
