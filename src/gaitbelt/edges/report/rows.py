"""From the tables of a check to the rows of the page."""

from collections.abc import Mapping

import polars as pl

from gaitbelt.edges.report.content import ReportContent, RuleWords
from gaitbelt.edges.report.page import (
    FULL_TABLE_ROWS,
    CountRow,
    FindingRow,
    ProblemRow,
    RuleRow,
    TopFinding,
    UnjudgedRow,
)
from gaitbelt.edges.report.words import (
    LEVEL_WORDS,
    SEVERITY_WORDS,
    WORST_FIRST,
    count,
    dollars,
    listed,
)
from gaitbelt.tables.finding import BREACH, CANNOT_TELL

_EXPOSURE = (
    pl.when(pl.col("exposure_amount").is_not_null().any())
    .then(pl.col("exposure_amount").sum())
    .alias("exposure_amount")
)
"""Known charges added up; none where no line's charge is known."""

TOP_RULES = 10
CLAIMS_NAMED = 8
MONTHS_SHOWN = 36
PROBLEMS_SHOWN = 50
_SAFE = ("https://", "http://")


def breaches(content: ReportContent) -> pl.DataFrame:
    """Return the findings that are breaches, the worst and dearest first."""
    rank = {severity: place for place, severity in enumerate(WORST_FIRST)}
    found = content.findings.filter(pl.col("outcome") == BREACH)
    ranked = found.with_columns(rank=pl.col("severity").replace_strict(rank, default=len(rank)))
    by = ["rank", "exposure_amount", "rule_code", "date_of_service", "finding_id"]
    return ranked.sort(by, descending=[False, True, False, False, False], nulls_last=True)


def by_rule(found: pl.DataFrame, rules: Mapping[str, RuleWords]) -> list[RuleRow]:
    """Return breaches by rule, the largest exposure first."""
    sums = found.group_by("rule_code").agg(pl.len(), _EXPOSURE, pl.col("severity").first())
    by = ["exposure_amount", "rule_code"]
    ordered = sums.sort(by, descending=[True, False], nulls_last=True)
    return [
        RuleRow(code, _title(code, rules), severity, count(size), dollars(exposure))
        for code, size, exposure, severity in ordered.iter_rows()
    ]


def exposure_by_rule(found: pl.DataFrame) -> dict[str, str]:
    """Return each rule's exposure as a number in text."""
    sums = found.group_by("rule_code").agg(_EXPOSURE)
    return {code: str(exposure) for code, exposure in sums.iter_rows()}


def by_severity(found: pl.DataFrame) -> list[CountRow]:
    """Return breaches by severity, the worst first; every severity has its row."""
    sums = found.group_by("severity").agg(pl.len(), _EXPOSURE)
    known = {severity: (size, exposure) for severity, size, exposure in sums.iter_rows()}
    return [
        CountRow(severity, size, count(size), dollars(exposure), SEVERITY_WORDS[severity])
        for severity, (size, exposure) in (
            (each, known.get(each, (0, None))) for each in WORST_FIRST
        )
    ]


def by_month(found: pl.DataFrame) -> list[CountRow]:
    """Return the breaches of the last ``MONTHS_SHOWN`` months of service, month by month."""
    dated = found.filter(pl.col("date_of_service").is_not_null())
    if dated.is_empty():
        return []
    month = pl.col("date_of_service").dt.truncate("1mo")
    sums = dated.group_by(month).agg(pl.len(), _EXPOSURE)
    first, last = pl.col("date_of_service").min(), pl.col("date_of_service").max()
    months = sums.select(pl.date_range(first, last, "1mo"))
    whole = months.join(sums, on="date_of_service", how="left").sort("date_of_service")
    return [
        CountRow(begins.strftime("%Y-%m"), size or 0, count(size or 0), dollars(exposure))
        for begins, size, exposure in whole.tail(MONTHS_SHOWN).iter_rows()
    ]


def top(found: pl.DataFrame, rules: Mapping[str, RuleWords]) -> list[TopFinding]:
    """Return what to do first: the rules of the worst severity, then the largest exposure."""
    sums = found.group_by("rule_code").agg(pl.col("rank").min(), _EXPOSURE)
    by = ["rank", "exposure_amount", "rule_code"]
    ordered = sums.sort(by, descending=[False, True, False], nulls_last=True)
    return [
        _top_finding(found.filter(pl.col("rule_code") == code), rules)
        for code in ordered["rule_code"].head(TOP_RULES).to_list()
    ]


def _top_finding(own: pl.DataFrame, rules: Mapping[str, RuleWords]) -> TopFinding:
    example = own.row(0, named=True)
    claims = own["claim_id"].drop_nulls().unique(maintain_order=True).to_list()
    code = example["rule_code"]
    addresses = dict(rules[code].authorities) if code in rules else {}
    cites = example["citations"] or list(addresses)
    return TopFinding(
        code=code,
        title=_title(code, rules),
        severity=example["severity"],
        findings=count(own.height, "finding", "findings"),
        exposure=dollars(own.select(_EXPOSURE).item()),
        example=example["message"],
        where=_where(example),
        fix=example["fix"],
        claims=listed(claims, CLAIMS_NAMED),
        authorities=tuple((cite, _address(addresses.get(cite, ""))) for cite in cites),
    )


def _where(finding: Mapping[str, object]) -> str:
    parts = (("claim", "claim_id"), ("line", "line_number"), ("code", "hcpcs_code"))
    said = [f"{word} {finding[name]}" for word, name in parts if finding[name] is not None]
    if finding["date_of_service"] is not None:
        said.append(f"on {finding['date_of_service']}")
    return ", ".join(said) or "a line without claim, code and date"


def _address(url: str) -> str:
    return url if url.startswith(_SAFE) else ""


def _title(code: str, rules: Mapping[str, RuleWords]) -> str:
    return rules[code].title if code in rules else "A rule whose card was not given"


def unjudged(findings: pl.DataFrame) -> list[UnjudgedRow]:
    """Return what was missing and which rules needed it, the most often missing first."""
    unknown = findings.filter(pl.col("outcome") == CANNOT_TELL)
    named = unknown.select(
        "rule_code", "claim_id", missing=pl.col("missing").list.sort().list.join(", ")
    )
    sums = named.group_by("missing").agg(
        pl.col("rule_code").unique().sort(),
        pl.len(),
        pl.col("claim_id").drop_nulls().unique().sort(),
    )
    return [
        UnjudgedRow(
            missing or "not named", ", ".join(codes), count(size), listed(claims, CLAIMS_NAMED)
        )
        for missing, codes, size, claims in sums.sort(
            ["len", "missing"], descending=[True, False]
        ).iter_rows()
    ]


def problem_rows(problems: pl.DataFrame) -> list[ProblemRow]:
    """Return what could not be read, the largest losses first, up to ``PROBLEMS_SHOWN``."""
    rank = {level: place for place, level in enumerate(LEVEL_WORDS)}
    ordered = problems.with_columns(
        rank=pl.col("level").replace_strict(rank, default=len(rank))
    ).sort("rank", "file", "row", maintain_order=True, nulls_last=True)
    return [_problem_row(row) for row in ordered.head(PROBLEMS_SHOWN).iter_rows(named=True)]


def _problem_row(row: Mapping[str, object]) -> ProblemRow:
    parts = (("", "file"), ("row ", "row"), ("segment ", "segment"), ("claim ", "claim_id"))
    said = [f"{word}{row[name]}" for word, name in parts if row[name] is not None]
    where = ", ".join(said) or "the whole input"
    lost = LEVEL_WORDS.get(str(row["level"]), "")
    return ProblemRow(where, str(row["message"] or ""), str(row["fix"] or ""), lost)


def finding_rows(found: pl.DataFrame) -> list[FindingRow]:
    """Return the first findings for the full table, up to ``FULL_TABLE_ROWS``."""
    return [_finding_row(row) for row in found.head(FULL_TABLE_ROWS).iter_rows(named=True)]


def _finding_row(row: Mapping[str, object]) -> FindingRow:
    def text(name: str) -> str:
        return "" if row[name] is None else str(row[name])

    exposure = row["exposure_amount"]
    return FindingRow(
        severity=text("severity"),
        severity_key=int(str(row["rank"])),
        code=text("rule_code"),
        date_of_service=text("date_of_service"),
        claim_id=text("claim_id"),
        line_number=text("line_number"),
        hcpcs_code=text("hcpcs_code"),
        payer=text("payer"),
        message=text("message"),
        exposure="" if exposure is None else f"${exposure:,}",
        exposure_key="" if exposure is None else str(exposure),
        finding_id=text("finding_id"),
    )
