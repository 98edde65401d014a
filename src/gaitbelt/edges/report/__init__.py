"""The report: one HTML file that needs no network and no program to be read."""

from gaitbelt.edges.report.content import ReportContent, RuleWords, SwitchedOffRule
from gaitbelt.edges.report.render import render_report

__all__ = ["ReportContent", "RuleWords", "SwitchedOffRule", "render_report"]
