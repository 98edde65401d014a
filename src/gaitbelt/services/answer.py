"""A check's answer as JSON: the same from the library, the command line and any page."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from gaitbelt.edges.tabular.written import as_rows
from gaitbelt.services.check import CheckReport
from gaitbelt.services.coding import CodedVisits
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, SEVERITIES
from gaitbelt.tables.record import RECORDS

Answer = dict[str, Any]
"""A part of the answer; JSON holds values of many types."""

UNREAD = {"file": "files", "claim": "claims", "row": "rows", "value": "values"}


def as_json(report: CheckReport) -> Iterator[str]:
    """Yield the answer piece by piece: summary, findings and problems, one per line.

    The pieces together are one JSON object; ``docs/reference/json.md`` describes it.
    """
    yield '{"summary": ' + json.dumps(summary(report), indent=2, ensure_ascii=False)
    yield ',\n"findings": '
    yield from _listed(as_rows(report.findings, json_columns=("evidence",)))
    yield ',\n"problems": '
    yield from _listed(as_rows(report.problems))
    yield "}\n"


def coded_as_json(coded: CodedVisits) -> Iterator[str]:
    """Yield coded visits piece by piece: their lines and the problems, one per line."""
    yield '{"lines": '
    yield from _listed(as_rows(coded.lines))
    yield ',\n"problems": '
    yield from _listed(as_rows(coded.problems))
    yield "}\n"


def summary(report: CheckReport) -> Answer:
    """Return what a check comes to: shares, sums, what was unread, and each rule's count."""
    totals, assumed = report.totals, report.assumptions
    return {
        "files": list(report.files),
        "line_count": totals.line_count,
        "claim_count": totals.claim_count,
        "charge_amount": str(totals.charge_amount),
        "judged_share": report.judged_share,
        **{name: int(report.tally[name].sum()) for name in ("breach", "clear", "cannot_tell")},
        "claims_at_risk": totals.claims_at_risk,
        "charges_at_risk": str(totals.charges_at_risk),
        "unread": unread(report),
        "missing": missing(report),
        "rules": by_rule(report),
        "not_asked": report.not_asked.to_dicts(),
        "payer": assumed.payer,
        "setting": assumed.setting,
        "known_on": assumed.known_on.isoformat() if assumed.known_on else None,
        "rulebook_digest": report.law.rulebook.digest,
        "switched_off": [
            {"code": each.code, "reason": each.reason, "until": each.until.isoformat()}
            for each in report.law.rulebook.switched_off
        ],
    }


def unread(report: CheckReport) -> dict[str, int]:
    """Return how many files, claims, rows and single values could not be read."""
    found = report.problems.select("file", "row", "claim_id", "line_number", "level")
    rows = found.filter(pl.col("level") == "row").unique(("file", "row"))
    levels = [*found.filter(pl.col("level") != "row")["level"], *rows["level"]]
    return {name: levels.count(level) for level, name in UNREAD.items()}


def missing(report: CheckReport) -> dict[str, int]:
    """Return which inputs were missing, and in how many findings that cannot tell."""
    cannot = report.findings.filter(pl.col("outcome") == CANNOT_TELL)
    names = cannot.select(pl.col("missing").explode(keep_nulls=False, empty_as_null=False))
    counted = names.to_series().value_counts().sort("count", "missing", descending=[True, False])
    return {str(name): int(count) for name, count in counted.iter_rows()}


def records_needed(report: CheckReport) -> list[str]:
    """Return what the columns are about that rules needed and no line has."""
    names = set(report.not_asked["missing"].explode(keep_nulls=False, empty_as_null=False))
    return [record for record, columns in RECORDS.items() if not names.isdisjoint(columns)]


def by_rule(report: CheckReport) -> list[Answer]:
    """Return each rule that was asked, the most severe and the costliest first."""
    exposed = dict(
        report.findings.filter(pl.col("outcome") == BREACH)
        .group_by("rule_code")
        .agg(pl.col("exposure_amount").sum())
        .iter_rows()
    )
    rows = []
    for tally in report.tally.iter_rows(named=True):
        rule = report.law.rulebook.rule(tally["rule_code"])
        if rule is None:
            continue
        amount = exposed.get(rule.card.code) or 0
        rows.append(
            {
                "rule_code": rule.card.code,
                "title": rule.card.title,
                "severity": rule.card.severity,
                **{name: tally[name] for name in ("breach", "clear", "cannot_tell")},
                "exposure_amount": f"{amount:.2f}",
            }
        )
    return sorted(rows, key=_weight)


def _weight(row: Answer) -> tuple[object, ...]:
    return (
        not row["breach"],
        -SEVERITIES.index(row["severity"]),
        -row["breach"],
        row["rule_code"],
    )


def _listed(rows: Iterator[str]) -> Iterator[str]:
    """Yield a JSON list with one element per line."""
    yield "["
    separator = "\n"
    for row in rows:
        yield separator + row
        separator = ",\n"
    yield "]" if separator == "\n" else "\n]"
