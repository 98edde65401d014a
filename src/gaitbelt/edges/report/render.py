"""Rendering: a report's content as one HTML file, the same bytes for the same content."""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import fields

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gaitbelt.edges.report import rows
from gaitbelt.edges.report.charts import Bar, Drawing, bars, columns
from gaitbelt.edges.report.content import ReportContent
from gaitbelt.edges.report.page import CountRow, Figure, Page, RuleRow
from gaitbelt.edges.report.words import count, day, dollars, percent
from gaitbelt.tables.finding import CANNOT_TELL

TEMPLATE = "report.html.j2"
LOST = ("file", "claim", "row")
_CHARTED_RULES = 10


def environment() -> Environment:
    """Return where the templates are; everything put into them is escaped."""
    return Environment(
        loader=PackageLoader("gaitbelt.edges.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render_report(content: ReportContent) -> str:
    """Return a report as one self-contained HTML file.

    It loads nothing from anywhere, works without JavaScript and says so in its content
    security policy. The same content gives the same bytes.
    """
    page = page_of(content)
    context = {field.name: getattr(page, field.name) for field in fields(page)}
    return environment().get_template(TEMPLATE).render(context)


def page_of(content: ReportContent) -> Page:
    """Return what the template shows of a content."""
    words = {rule.code: rule for rule in content.rules}
    found = rows.breaches(content)
    by_rule = rows.by_rule(found, words)
    by_severity, by_month = rows.by_severity(found), rows.by_month(found)
    style, script = _asset("report.css"), _asset("sort.js")
    unjudged = rows.unjudged(content.findings)
    listed = content.findings.filter(pl.col("outcome") == CANNOT_TELL).height
    return Page(
        title=_title(content),
        read=_read(content),
        style=Markup(style),  # noqa: S704 (our own file)
        script=Markup(script),  # noqa: S704 (our own file)
        policy=_security_policy(style, script),
        judged=_judged(content),
        figures=_figures(content, found),
        sources=_sources(content),
        problems=tuple(rows.problem_rows(content.problems)),
        problems_left_out=max(content.problems.height - rows.PROBLEMS_SHOWN, 0),
        by_rule=tuple(by_rule),
        exposure_chart=_exposure_chart(by_rule, rows.exposure_by_rule(found)),
        by_severity=tuple(by_severity),
        severity_chart=_severity_chart(by_severity) if by_rule else None,
        by_month=tuple(by_month),
        month_chart=_month_chart(by_month) if by_month else None,
        outside_months=found.height - sum(row.size for row in by_month),
        top=tuple(rows.top(found, words)),
        unjudged=tuple(unjudged),
        unjudged_without_reason=_told(content)[1] - listed,
        findings=tuple(rows.finding_rows(found)),
        findings_count=found.height,
        about=_about(content),
        switched_off=tuple((off.code, off.reason, day(off.until)) for off in content.switched_off),
    )


def _asset(name: str) -> str:
    source, _, _ = PackageLoader("gaitbelt.edges.report").get_source(environment(), name)
    return source


def _security_policy(style: str, script: str) -> str:
    """Return a policy that allows this style and this script, and nothing else."""
    digests = [
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        for text in (style, script)
    ]
    return (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; "
        f"script-src 'sha256-{digests[1]}'; base-uri 'none'; form-action 'none'"
    )


def _title(content: ReportContent) -> str:
    if len(content.files) == 1:
        return f"What was found in {content.files[0]}"
    if content.files:
        return f"What was found in {count(len(content.files))} files"
    return "What was found"


def _read(content: ReportContent) -> str:
    lines = count(content.line_count, "line", "lines")
    claims = count(content.claim_count, "claim", "claims")
    return f"{claims} with {lines} and {dollars(content.charge_amount)} of charges were read."


def _told(content: ReportContent) -> tuple[int, int]:
    """Return how many judgements could be made, and how many could not."""
    sums = content.tally.select(pl.col("breach", "clear", "cannot_tell").sum()).row(0)
    return int(sums[0]) + int(sums[1]), int(sums[2])


def _judged(content: ReportContent) -> Figure:
    told, unknown = _told(content)
    asked = told + unknown
    meaning = (
        f"{count(told)} of {count(asked, 'judgement', 'judgements')} could be made; "
        "for the others an input was missing."
        if told < asked
        else f"All {count(asked, 'judgement', 'judgements')} could be made; no input was missing."
    )
    return Figure("Share judged", percent(content.judged_share), meaning)


def _figures(content: ReportContent, found: pl.DataFrame) -> tuple[Figure, ...]:
    lost = content.problems.filter(pl.col("level").is_in(LOST))
    lost_count = lost.unique(("level", "file", "row", "claim_id")).height
    underpaid = found.filter(pl.col("severity") == "underpaid").height
    return (
        Figure(
            "Charges at risk",
            dollars(content.charges_at_risk),
            f"On {count(content.claims_at_risk)} of {count(content.claim_count, 'claim', 'claims')}"
            "; each claim is counted once, with all its charges.",
        ),
        Figure(
            "Findings",
            count(found.height),
            f"By {count(found['rule_code'].n_unique(), 'rule', 'rules')} of {len(content.tally)} "
            "that were applied.",
        ),
        Figure(
            "Billed too little", count(underpaid), "Findings where more was earned than billed."
        ),
        Figure(
            "Left out unread",
            count(lost_count),
            "Files, claims or rows that could not be read and were not judged.",
        ),
    )


def _sources(content: ReportContent) -> tuple[tuple[str, str], ...]:
    return (
        ("Files", ", ".join(content.files) or "none; the lines were handed over in memory"),
        ("Claims", count(content.claim_count)),
        ("Lines", count(content.line_count)),
        ("Charges", dollars(content.charge_amount)),
    )


def _exposure_chart(by_rule: Sequence[RuleRow], sizes: dict[str, str]) -> Drawing | None:
    shown = [row for row in by_rule if sizes[row.code] not in {"0.00", "None"}][:_CHARTED_RULES]
    if not shown:
        return None
    largest = shown[0]
    drawn = [Bar(f"{row.code} {row.title}", sizes[row.code], row.exposure) for row in shown]
    return bars(
        drawn,
        f"Bars of charges by rule, the largest first: {largest.code}, {largest.exposure}. "
        "The table of findings by rule has every figure.",
    )


def _severity_chart(by_severity: Sequence[CountRow]) -> Drawing:
    drawn = [Bar(row.name, str(row.size), row.findings) for row in by_severity]
    said = ", ".join(f"{row.findings} {row.name}" for row in by_severity)
    return bars(drawn, f"Bars of findings by severity: {said}.")


def _month_chart(by_month: Sequence[CountRow]) -> Drawing:
    drawn = [Bar(row.name[2:], str(row.size), row.findings) for row in by_month]
    return columns(
        drawn,
        f"Bars of findings by month of service, {by_month[0].name} to {by_month[-1].name}. "
        "The table below has every figure.",
    )


def _not_asked(content: ReportContent) -> str:
    unasked = content.not_asked
    if unasked.is_empty():
        return "none"
    names = sorted(set(unasked["missing"].explode(keep_nulls=False, empty_as_null=False)))
    codes = ", ".join(unasked["rule_code"])
    return f"{count(unasked.height)}, for want of {', '.join(names)}: {codes}"


def _about(content: ReportContent) -> tuple[tuple[str, str], ...]:
    dates = sorted(content.findings["date_of_service"].drop_nulls().to_list())
    span = f"{day(dates[0])} to {day(dates[-1])}" if dates else "no finding has a date"
    known = f"published by {day(content.known_on)}" if content.known_on else "published to date"
    applied = content.tally["rule_code"].to_list()
    return (
        ("Dates of service with findings", span),
        ("Law applied", f"in force on each date of service, {known}"),
        ("Rules applied", f"{count(len(applied))}: {', '.join(applied)}"),
        ("Rules not asked", _not_asked(content)),
        ("Payer where a line names none", content.payer or "none assumed"),
        ("Setting where a line names none", content.setting or "none assumed"),
        ("Rulebook digest", content.rulebook_digest),
    )
