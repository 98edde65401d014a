"""The page's context: what each part of the template shows, as rows of words."""

from dataclasses import dataclass

from gaitbelt.edges.report.charts import Drawing

FULL_TABLE_ROWS = 2000
"""The most findings that the page's table holds."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One number at the head of the page, with what it means."""

    name: str
    value: str
    meaning: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Something that could not be read, and what it cost."""

    where: str
    message: str
    fix: str
    lost: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule's breaches, summed."""

    code: str
    title: str
    severity: str
    findings: str
    exposure: str


@dataclass(frozen=True, slots=True)
class CountRow:
    """A name, its count in figures and in words, its exposure and what the name means."""

    name: str
    size: int
    findings: str
    exposure: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class TopFinding:
    """One rule's findings as something to do."""

    code: str
    title: str
    severity: str
    findings: str
    exposure: str
    example: str
    where: str
    fix: str
    claims: str
    authorities: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class UnjudgedRow:
    """What was missing, and what it kept from being judged."""

    missing: str
    rules: str
    findings: str
    claims: str


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding of the full table; ``exposure_key`` sorts it."""

    severity: str
    severity_key: int
    code: str
    date_of_service: str
    claim_id: str
    line_number: str
    hcpcs_code: str
    payer: str
    message: str
    exposure: str
    exposure_key: str
    finding_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the template names."""

    title: str
    read: str
    style: str
    script: str
    policy: str
    judged: Figure
    figures: tuple[Figure, ...]
    sources: tuple[tuple[str, str], ...]
    problems: tuple[ProblemRow, ...]
    problems_left_out: int
    by_rule: tuple[RuleRow, ...]
    exposure_chart: Drawing | None
    by_severity: tuple[CountRow, ...]
    severity_chart: Drawing | None
    by_month: tuple[CountRow, ...]
    month_chart: Drawing | None
    outside_months: int
    top: tuple[TopFinding, ...]
    unjudged: tuple[UnjudgedRow, ...]
    unjudged_without_reason: int
    findings: tuple[FindingRow, ...]
    findings_count: int
    about: tuple[tuple[str, str], ...]
    switched_off: tuple[tuple[str, str, str], ...]
