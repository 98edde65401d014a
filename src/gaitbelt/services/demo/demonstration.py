"""Demonstrating: invent a clinic, seed known mistakes, check, report, and keep score."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from gaitbelt.edges.tabular.written import as_csv
from gaitbelt.services.answer import as_json
from gaitbelt.services.check import OUTCOME_COUNTS, Assumptions, CheckReport, check_files
from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.claims import as_frame, coded
from gaitbelt.services.demo.clinic import CLINIC
from gaitbelt.services.demo.result import DemoResult
from gaitbelt.services.demo.score import by_family, by_kind, by_rule, first_of, unexplained
from gaitbelt.services.demo.seeding import Seeding, seed_mistakes
from gaitbelt.services.demo.visits import year_of_visits
from gaitbelt.services.law import load_law
from gaitbelt.services.report import report_html

SEED = 2025
NO_DATE = "2025-02-30"
VISITS, CLAIMS, TRUTH = "visits.csv", "claims.csv", "seeded.csv"
FINDINGS, REPORT = "findings", "report.html"
FILES = (
    REPORT, CLAIMS, VISITS, TRUTH, f"{FINDINGS}.parquet", f"{FINDINGS}.csv", f"{FINDINGS}.json",
)  # fmt: skip


def demonstrate(
    to: Path,
    *,
    seed: int = SEED,
    today: date | None = None,
    progress: Callable[[str], None] | None = None,
) -> DemoResult:
    """Return what checking a fictional clinic shows; its files are written into ``to``.

    The same seed and rulebook give the same bytes. ``progress`` is told each step.
    ``today`` decides which switched-off rules are on again. Raises TooFewClaimsError
    where a seed's year has too few claims for a kind of mistake.
    """
    tell = progress or _nothing
    to.mkdir(parents=True, exist_ok=True)
    chance = Chance(seed)
    tell("Inventing a year of visits")
    visits = year_of_visits(chance)
    tell("Coding and billing them, with mistakes")
    seeding = seed_mistakes(chance, coded(visits))
    _write_clinic(to, visits, seeding)
    tell("Checking the claims")
    report = check_files([to / CLAIMS], load_law(today=today), Assumptions())
    tell("Writing the report")
    _write_findings(to, report)
    return _result(to, visits, seeding, report)


def _nothing(_: str) -> None:
    """Tell nobody."""


def _write_clinic(to: Path, visits: pl.DataFrame, seeding: Seeding) -> None:
    is_unreadable = pl.col("claim_id").is_in(sorted(seeding.unreadable))
    day = pl.col("date_of_service").cast(pl.String)
    billed = as_frame(seeding.claims).with_columns(
        date_of_service=pl.when(is_unreadable).then(pl.lit(NO_DATE)).otherwise(day)
    )
    _write(to / VISITS, as_csv(visits))
    _write(to / CLAIMS, as_csv(billed))
    _write(to / TRUTH, as_csv(seeding.seeded))


def _write_findings(to: Path, report: CheckReport) -> None:
    report.findings.write_parquet(to / f"{FINDINGS}.parquet")
    _write(to / f"{FINDINGS}.csv", as_csv(report.findings))
    _write(to / f"{FINDINGS}.json", "".join(as_json(report)))
    _write(to / REPORT, report_html(report))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _result(to: Path, visits: pl.DataFrame, seeding: Seeding, report: CheckReport) -> DemoResult:
    left = unexplained(report.findings, seeding.seeded)
    at_risk = left.filter("is_at_risk")
    kinds = by_kind(report.findings, seeding.seeded)
    judged = report.tally.filter(pl.sum_horizontal(OUTCOME_COUNTS) > 0)
    return DemoResult(
        clinic=CLINIC,
        folder=str(to),
        files=FILES,
        visit_count=visits["visit_id"].n_unique(),
        claim_count=report.totals.claim_count,
        line_count=report.totals.line_count,
        unread_row_count=report.problems.filter(pl.col("level") == "row").height,
        judged_share=report.judged_share,
        unjudged_count=report.findings.height - report.breaches.height,
        visits_without_minutes=len(seeding.without_note),
        finding_count=report.breaches.height,
        claims_at_risk=report.totals.claims_at_risk,
        charges_at_risk=report.totals.charges_at_risk,
        rules=by_rule(report),
        kinds=kinds,
        families=by_family(kinds, report.findings, left),
        asked_rule_count=judged.height,
        not_asked_rules=tuple(report.not_asked["rule_code"]),
        false_positive_count=at_risk.height,
        first_false_positives=first_of(at_risk),
        unexplained_note_count=left.height - at_risk.height,
    )
