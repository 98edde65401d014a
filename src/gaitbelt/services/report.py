"""The report of a check: one HTML file that a clinic's owner reads in two minutes."""

from gaitbelt.edges.report import ReportContent, RuleWords, SwitchedOffRule, render_report
from gaitbelt.engine.rulebook import Rulebook
from gaitbelt.services.check import CheckReport


def report_html(report: CheckReport) -> str:
    """Return a check's report as one self-contained HTML file.

    The same check gives the same bytes: the report carries no moment of its making.
    """
    return render_report(report_content(report))


def report_content(report: CheckReport) -> ReportContent:
    """Return what the report of a check shows."""
    totals, rulebook = report.totals, report.law.rulebook
    return ReportContent(
        files=report.files,
        line_count=totals.line_count,
        claim_count=totals.claim_count,
        charge_amount=totals.charge_amount,
        claims_at_risk=totals.claims_at_risk,
        charges_at_risk=totals.charges_at_risk,
        judged_share=report.judged_share,
        findings=report.findings,
        tally=report.tally,
        problems=report.problems,
        rules=_rules(rulebook),
        rulebook_digest=rulebook.digest,
        known_on=report.assumptions.known_on,
        payer=report.assumptions.payer,
        setting=report.assumptions.setting,
        switched_off=tuple(
            SwitchedOffRule(off.code, off.reason, off.until) for off in rulebook.switched_off
        ),
        not_asked=report.not_asked,
    )


def _rules(rulebook: Rulebook) -> tuple[RuleWords, ...]:
    return tuple(
        RuleWords(
            card.code,
            card.title,
            card.severity,
            tuple((authority.cite, authority.url) for authority in card.authorities),
        )
        for card in (rule.card for rule in rulebook.rules)
    )
