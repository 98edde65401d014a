"""The page of record columns, and the pages of codes that payers answer with."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from gaitbelt.engine.rulebook import Rulebook
from gaitbelt.library import audits, remittance_codes
from gaitbelt.library.shipped import REFERENCE
from gaitbelt.tables.column import Column
from gaitbelt.tables.record import RECORDS
from gaitbelt.tables.vocabulary import CONFIDENCE
from scripts.cards import ROOT
from scripts.markdown import DOCS, note, page, section, table

FOLDER = DOCS / "reference"
TABLES = ROOT / "src" / "gaitbelt" / "tables"

_CONTRACT = (
    "A table of service lines may have any of these columns beside those of the "
    "[tabular contract](tabular-contract.md).\n"
    "None has to be there: a rule that needs a column that no line has is not asked, and the "
    "report says so once.\n"
    "A cell left blank means not known, and the rule says that it cannot tell.\n"
)

TYPES = {
    "String": "text",
    "Date": "date",
    "Int64": "whole number",
    "Boolean": "yes or no",
    "Decimal(precision=12, scale=2)": "amount",
    "List(String)": "list of words",
    "List(Int64)": "list of numbers",
}


def pages(rulebook: Rulebook) -> dict[Path, str]:
    """Return the page of record columns and those of what payers and auditors say."""
    return {
        FOLDER / "record-columns.md": columns_page(needed_by(rulebook)),
        FOLDER / "remittance-codes.md": remittance_page(),
        FOLDER / "audit-figures.md": audits_page(),
    }


def needed_by(rulebook: Rulebook) -> Mapping[str, list[str]]:
    """Return the rules that need each record column, by their codes."""
    found: dict[str, list[str]] = defaultdict(list)
    for rule in rulebook.rules:
        for name in getattr(rule.card, "needs", ()):
            found[name].append(rule.card.code)
    return found


def columns_page(needed: Mapping[str, list[str]]) -> str:
    """Return the page of every column of the record, by what it is about."""
    head = [
        note(TABLES / "record.py"),
        "# Columns of the record\n",
        _CONTRACT,
    ]
    sections = (
        section(name.capitalize(), _columns(columns, needed)) for name, columns in RECORDS.items()
    )
    return page(*head, *sections)


def _columns(columns: Mapping[str, Column], needed: Mapping[str, list[str]]) -> str:
    rows = (
        (
            f"`{name}`",
            _type(column.dtype),
            column.meaning,
            " ".join(f"`{word}`" for word in column.words),
            " ".join(f"[{code}](../rules/{code.lower()}.md)" for code in needed.get(name, ())),
        )
        for name, column in columns.items()
    )
    return table(("column", "type", "meaning", "allowed words", "needed by"), rows)


def _type(dtype: pl.DataType) -> str:
    return TYPES.get(str(dtype), str(dtype).lower())


def _advice(each: remittance_codes.AdjustmentReason) -> str:
    standing = "no error: " if each.is_error is False else ""
    remarks = f" (remarks {' '.join(each.remark_codes)})" if each.remark_codes else ""
    return f"{standing}{each.action}{remarks}"


def remittance_page() -> str:
    """Return the page of adjustment reasons, group codes and remarks."""
    reasons = (
        (
            each.adjustment_reason_code,
            f"**{each.meaning}**; in therapy: {each.therapy_cause}",
            each.billable_to,
            _advice(each),
            f"{each.confidence}, {each.action_confidence}",
        )
        for each in remittance_codes.adjustment_reasons()
    )
    heads = ("reason", "what it says", "who may be billed", "what to do", "known")
    remarks = (
        (each.remark_code, each.meaning, " ".join(each.adjustment_reason_codes), each.confidence)
        for each in remittance_codes.remark_codes()
    )
    groups = (
        (each.adjustment_group_code, each.meaning, each.billable_to)
        for each in map(remittance_codes.adjustment_group, ("CO", "PR", "OA", "PI"))
        if each is not None
    )
    return page(
        note(REFERENCE / "remittance"),
        "# What a payer's reasons mean\n",
        "The words are ours; the lists' own texts are not reproduced.\n"
        "The group code decides who may be billed before the reason does.\n"
        "The last column says how well the meaning, then the advice, is known: "
        + ", ".join(f"{mark} {said}" for mark, said in CONFIDENCE.items())
        + ".\n",
        section("Group codes", table(("group", "what it says", "who may be billed"), groups)),
        section("Adjustment reasons", table(heads, reasons)),
        section("Remarks", table(("remark", "what it says", "comes with", "known"), remarks)),
    )


def audits_page() -> str:
    """Return the page of what audits found and how often payments were improper."""
    held = (
        (
            each.audit,
            each.about,
            f"{each.failing:,} of {each.sample_size:,} {each.unit}s",
            "; ".join(f"{name.removesuffix('_amount').replace('_', ' ')} {amount:,}"
                      for name, amount in each.amounts.items()),
            "; ".join(f"{name.replace('_', ' ')} {count}" for name, count in each.causes.items()),
            each.confidence,
        )
        for each in audits.audits()
    )  # fmt: skip
    rates = (
        (each.report_year, each.scope, f"{each.error_rate_percent} %", each.confidence, each.cite)
        for each in audits.error_rates()
    )
    limits = (
        (each.name.replace("_", " "), each.value, each.unit, each.confidence)
        for each in audits.review_limits("TPE").values()
    )
    return page(
        note(REFERENCE / "audits"),
        "# What audits found\n",
        "A claim that failed is counted once; its causes overlap, so they add up to more.\n",
        section("Audits", table(("report", "about", "failed", "dollars", "causes", "known"), held)),
        section("Improper payments", table(("year", "of", "rate", "known", "source"), rates)),
        section("Targeted probe and educate", table(("limit", "value", "unit", "known"), limits)),
    )
