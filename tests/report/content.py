"""A small report's content, written by hand."""

import dataclasses
from datetime import date
from decimal import Decimal

import polars as pl

from gaitbelt.edges.report import ReportContent, RuleWords, SwitchedOffRule
from gaitbelt.tables.finding import FINDING, TALLY
from gaitbelt.tables.problem import PROBLEM

HOSTILE = '<script>alert("x")</script>&\'"'
NO_FINDINGS = pl.DataFrame(schema=FINDING)


def finding(**values: object) -> dict[str, object]:
    """Return one breach of UNT001, with the values that differ."""
    plain: dict[str, object] = {
        "finding_id": "UNT001-0001",
        "rule_code": "UNT001",
        "rule_name": "timed-units-exceed-minutes",
        "grain": "date of service",
        "outcome": "breach",
        "severity": "deny",
        "message": "4 timed units billed; 47 timed minutes support 3.",
        "fix": "Bill no more timed units than the minutes support.",
        "claim_id": "c-1",
        "line_number": 1,
        "date_of_service": date(2025, 3, 3),
        "payer": "medicare",
        "hcpcs_code": "97110",
        "missing": [],
        "evidence": "{}",
        "citations": ["CMS Pub. 100-04, Ch. 5, § 20.2(C)"],
        "exposure_amount": Decimal("120.00"),
    }
    return plain | values


def findings(*rows: dict[str, object]) -> pl.DataFrame:
    """Return a table of findings."""
    return pl.DataFrame(list(rows), schema=FINDING)


UNKNOWN = finding(
    finding_id="UNT001-0002", outcome="cannot tell", missing=["minutes"], claim_id="c-9",
    exposure_amount=None, message="minutes missing, so UNT001 was not judged.",
)  # fmt: skip

CONTENT = ReportContent(
    files=("claims.csv",),
    line_count=40,
    claim_count=12,
    charge_amount=Decimal("4000.00"),
    claims_at_risk=1,
    charges_at_risk=Decimal("320.00"),
    judged_share=0.975,
    findings=findings(
        finding(),
        finding(
            finding_id="UNT003-0001", rule_code="UNT003", severity="underpaid", claim_id="c-2",
            message="2 timed units billed; 40 timed minutes support 3.",
            date_of_service=date(2025, 5, 5), exposure_amount=Decimal("60.00"),
        ),
        UNKNOWN,
    ),
    tally=pl.DataFrame([("UNT001", 1, 20, 1), ("UNT003", 1, 17, 0)], schema=TALLY, orient="row"),
    problems=pl.DataFrame(
        [{"file": "claims.csv", "row": 7, "level": "row", "message": "2025-02-30 is no date.",
          "fix": "Correct the date."}],
        schema=PROBLEM,
    ),
    rules=(
        RuleWords(
            "UNT001", "Timed units exceed the minutes that support them", "deny",
            (("CMS Pub. 100-04, Ch. 5, § 20.2(C)", "https://www.cms.gov/clm104c05.pdf"),),
        ),
        RuleWords("UNT003", "Fewer timed units are billed than the minutes support", "underpaid"),
    ),
    rulebook_digest="0123abcd",
    known_on=date(2026, 1, 31),
    switched_off=(SwitchedOffRule("UNT006", "Our clearing house splits lines", date(2026, 6, 30)),),
)  # fmt: skip


def content(**changes: object) -> ReportContent:
    """Return the small content with some of its parts changed."""
    return dataclasses.replace(CONTENT, **changes)  # type: ignore[arg-type]  # its own fields
