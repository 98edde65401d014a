"""A check's answer in words: what was judged, what was found, what to do."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from gaitbelt.cli.show import aligned, plural, problem_line
from gaitbelt.edges.report.words import dollars, percent
from gaitbelt.services.answer import by_rule, missing, records_needed, unread
from gaitbelt.services.check import LOST, CheckReport
from gaitbelt.tables.finding import BREACH, SEVERITIES

SHOWN_FINDINGS = 10
SHOWN_PROBLEMS = 8


def in_words(report: CheckReport, *, is_short: bool = False) -> Iterator[str]:
    """Yield the lines of the answer: share judged, unread, rules, first findings.

    ``is_short`` leaves the single findings out.
    """
    yield from _judged(report)
    yield from problem_lines(report)
    yield from _missing(report)
    yield from _not_asked(report)
    yield from _switched_off(report)
    yield from _rules(report)
    if not is_short:
        yield from _first_findings(report)


def problem_lines(report: CheckReport) -> Iterator[str]:
    """Yield what was not read and what to do about it; nothing where all was read."""
    counts = {name: count for name, count in unread(report).items() if count}
    if counts:
        told = ", ".join(plural(count, name[:-1]) for name, count in counts.items())
        yield f"Not read: {told}."
    order = [*LOST, "value", "note"]
    rows = report.problems.sort(
        pl.col("level").replace_strict({level: n for n, level in enumerate(order)}, default=9),
        maintain_order=True,
    )
    for row in rows.head(SHOWN_PROBLEMS).iter_rows(named=True):
        yield f"  {problem_line(row)}"
    if rows.height > SHOWN_PROBLEMS:
        yield f"  {rows.height - SHOWN_PROBLEMS:,} more are in the JSON answer."


def _judged(report: CheckReport) -> Iterator[str]:
    totals = report.totals
    claims = f" of {plural(totals.claim_count, 'claim')}" if totals.claim_count else ""
    lines = f"{plural(totals.line_count, 'line')}{claims}"
    if not totals.line_count:
        yield "Nothing was judged: no line could be read."
        return
    cannot = plural(int(report.tally["cannot_tell"].sum()), "question")
    yield f"Judged {percent(report.judged_share)} of what the rules ask of {lines}; {cannot} could not be told."
    breaches = int(report.tally["breach"].sum())
    if breaches:
        risk = (
            f"; {plural(totals.claims_at_risk, 'claim')} at risk" if totals.claims_at_risk else ""
        )
        amount = f" with {dollars(totals.charges_at_risk)}" if totals.charges_at_risk else ""
        yield f"Found {plural(breaches, 'breach', 'breaches')}{risk}{amount}."
    else:
        yield "Found no breach."


def _missing(report: CheckReport) -> Iterator[str]:
    found = missing(report)
    if found:
        named = ", ".join(f"{name} ({count:,})" for name, count in found.items())
        yield f"Missing where it could not be told: {named}."


def _not_asked(report: CheckReport) -> Iterator[str]:
    count = report.not_asked.height
    if count:
        about = ", ".join(records_needed(report))
        yield f"Not asked: {plural(count, 'rule')}, for want of columns about {about}."


def _switched_off(report: CheckReport) -> Iterator[str]:
    for each in report.law.rulebook.switched_off:
        yield f"Switched off through {each.until}: {each.code} ({each.reason.rstrip('.')})."


def _rules(report: CheckReport) -> Iterator[str]:
    rows = [row for row in by_rule(report) if row["breach"] or row["cannot_tell"]]
    if rows:
        yield ""
        yield from aligned(
            ("rule", "severity", "breaches", "cannot tell", "charges", "finding"),
            [
                (
                    row["rule_code"],
                    row["severity"],
                    f"{row['breach']:,}",
                    f"{row['cannot_tell']:,}",
                    "" if row["exposure_amount"] == "0.00" else row["exposure_amount"],
                    row["title"],
                )
                for row in rows
            ],
        )


def _first_findings(report: CheckReport) -> Iterator[str]:
    order = {name: -number for number, name in enumerate(SEVERITIES)}
    first = report.findings.filter(pl.col("outcome") == BREACH).sort(
        pl.col("severity").replace_strict(order, default=0, return_dtype=pl.Int64),
        pl.col("exposure_amount").fill_null(0).neg(),
        maintain_order=True,
    )
    for row in first.head(SHOWN_FINDINGS).iter_rows(named=True):
        yield ""
        yield f"{row['severity']} · {_where(row)}{row['message']}"
        yield f"  To do: {row['fix']}"
        yield f"  By: {'; '.join(row['citations'])}"
        yield f"  {row['finding_id']}"
    if first.height > SHOWN_FINDINGS:
        yield ""
        yield f"{first.height - SHOWN_FINDINGS:,} more breaches: see --format json, csv or html."


def _where(row: Mapping[str, Any]) -> str:
    named = (("claim", "claim_id"), ("visit", "visit_id"), ("row", "source_row"))
    place = next((f"{word} {row[name]}" for word, name in named if row[name] is not None), "")
    line = f", line {row['line_number']}" if row["line_number"] is not None else ""
    on = f", {row['date_of_service']}" if row["date_of_service"] else ""
    return f"{place}{line}{on}: " if place else ""
