"""What a report is about: the tables of a check and the words of its rules."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl

from gaitbelt.tables.finding import nothing_unasked


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule as the report names it; ``authorities`` are pairs of cite and address."""

    code: str
    title: str
    severity: str
    authorities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SwitchedOffRule:
    """A rule that was not applied: which, why, and until which day."""

    code: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class ReportContent:
    """Everything a report shows.

    ``findings``: ``tables.finding.FINDING``. ``tally``: ``tables.finding.TALLY``.
    ``problems``: ``tables.problem.PROBLEM``. ``not_asked``: ``tables.finding.NOT_ASKED``. ``judged_share`` is from 0 to 1. Amounts are
    dollars; a claim at risk is counted once however many findings it has. ``payer`` and
    ``setting`` are what was taken where lines did not say.
    """

    files: tuple[str, ...]
    line_count: int
    claim_count: int
    charge_amount: Decimal
    claims_at_risk: int
    charges_at_risk: Decimal
    judged_share: float
    findings: pl.DataFrame
    tally: pl.DataFrame
    problems: pl.DataFrame
    rules: tuple[RuleWords, ...]
    rulebook_digest: str
    known_on: date | None = None
    payer: str | None = None
    setting: str | None = None
    switched_off: tuple[SwitchedOffRule, ...] = ()
    not_asked: pl.DataFrame = field(default_factory=nothing_unasked)
