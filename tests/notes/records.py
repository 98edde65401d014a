"""Visits with what their notes and reports say, and what the shipped rules say of them."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import polars as pl

from gaitbelt.engine.evaluate import Evaluation, judge
from gaitbelt.services.law import load_law
from gaitbelt.tables.finding import OUTCOMES
from gaitbelt.tables.service_line import CONTRACT

Record = Mapping[str, object]

LINE: Record = {
    "claim_id": "c1",
    "line_number": 1,
    "patient_id": "p1",
    "payer": "medicare",
    "discipline": "PT",
    "setting": "practitioner",
    "hcpcs_code": "97110",
    "unit_count": 1,
    "minutes": 15,
    "assistant_minutes": 0,
    "modifiers": ["GP"],
}
FIRST = date(2026, 1, 5)


def days(count: int, apart: int = 1, first: date = FIRST) -> list[date]:
    """Return so many dates, each so many days after the one before."""
    return [first + timedelta(days=n * apart) for n in range(count)]


def lines(records: Sequence[Record]) -> pl.DataFrame:
    """Return one service line for each record, with the columns that any of them gives."""
    names = {name for record in records for name in record} | set(LINE)
    schema = {name: dtype for name, dtype in CONTRACT.items() if name in names}
    rows = [{**LINE, "date_of_service": FIRST, **record} for record in records]
    schema["date_of_service"] = pl.Date()
    if "is_subject" in names:
        schema["is_subject"] = pl.Boolean()
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


def judged(frame: pl.DataFrame, *codes: str) -> Evaluation:
    """Return what the shipped rulebook says, of all rules or of some."""
    law = load_law()
    only = frozenset(codes) if codes else None
    return judge(frame, law.rulebook, law.policy, law.reference, outcomes=OUTCOMES, only=only)


def said(code: str, *records: Record) -> str:
    """Return the worst that a rule says of some lines: breach, cannot tell or clear."""
    outcomes = set(judged(lines(records), code).findings["outcome"])
    return next(each for each in (*OUTCOMES, "not judged") if each in outcomes or not outcomes)


def found_on(code: str, frame: pl.DataFrame) -> list[date]:
    """Return the dates on which a rule finds a breach, in order."""
    findings = judged(frame, code).findings.filter(pl.col("outcome") == "breach")
    return sorted(findings["date_of_service"])
