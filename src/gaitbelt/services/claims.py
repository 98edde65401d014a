"""Claims from coded lines: what may be sent as 837P, what is held back, and why."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from gaitbelt.edges.reading import read
from gaitbelt.edges.x12.write.marks import Envelope
from gaitbelt.edges.x12.write.writing import Written, write_x12
from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.services.check import check
from gaitbelt.services.claims_practice import PracticeFile, patients_of, personal_columns
from gaitbelt.services.claims_tables import Held, claim_tables
from gaitbelt.tables.problem import PROBLEM

BLOCKING = "deny"

HELD: dict[str, pl.DataType] = {
    "claim_id": pl.String(),
    "line_number": pl.Int64(),
    "code": pl.String(),
    "reason": pl.String(),
    "fix": pl.String(),
}
"""One row per reason why a claim was held back: a rule's code, or what is missing."""

OVERRIDE: dict[str, pl.DataType] = {
    "rule_code": pl.String(),
    "claim_id": pl.String(),
    "line_number": pl.Int64(),
    "reason": pl.String(),
    "message": pl.String(),
    "finding_id": pl.String(),
    "rulebook_digest": pl.String(),
    "overridden_on": pl.Date(),
}
"""One row per finding that a person overrode, with the reason given."""


@dataclass(frozen=True, slots=True)
class Override:
    """A person's decision to send what a rule would hold: for one claim, or for all."""

    rule_code: str
    reason: str
    claim_id: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimsMade:
    """What was written, what was held back and why, what was overridden.

    ``claim_count`` counts claims written. ``held``: ``HELD``; ``overridden``: ``OVERRIDE``;
    ``problems``: what could not be read.
    """

    data: bytes
    claim_count: int
    held: pl.DataFrame
    overridden: pl.DataFrame
    problems: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PROBLEM))

    @property
    def held_count(self) -> int:
        """How many claims were held back."""
        return self.held["claim_id"].n_unique()


def override(text: str) -> Override:
    """Return an override from ``RULE=reason`` or ``RULE@CLAIM=reason``.

    Raises ImpossibleInput where the rule or the reason is not there.
    """
    named, _, reason = text.partition("=")
    rule, _, claim = named.partition("@")
    if not rule.strip() or not reason.strip():
        raise ImpossibleInput(
            f"--override {text} names no rule or no reason. Write RULE=reason, or "
            "RULE@CLAIM=reason for one claim."
        )
    return Override(rule.strip().upper(), reason.strip(), claim.strip() or None)


def make_claims(  # noqa: PLR0913 (each is a keyword that a user may leave out)
    paths: Sequence[Path],
    practice: PracticeFile,
    *,
    created_on: dt.date,
    created_at: str = "0000",
    patients: Path | None = None,
    overrides: Iterable[Override] = (),
    payer: str | None = None,
    setting: str | None = None,
    interchange_number: int = 1,
    rules: Sequence[Path] = (),
    store: Path | None = None,
) -> ClaimsMade:
    """Return the 837P of coded lines, each claim whole or held back with every reason.

    A claim is held where a rule of severity deny is broken by it and not overridden, or
    where something that the guide requires is in no column and not in the practice file:
    nothing that identifies a person or a provider is ever made up. Raises ImpossibleInput
    where the practice file lacks what every claim needs.
    """
    report = check(list(paths), payer=payer, setting=setting, rules=rules, today=created_on,
                   store=store)  # fmt: skip
    blocking = report.breaches.filter(pl.col("severity") == BLOCKING)
    lines, problems = _lines_of(paths, payer)
    told, held = _sorted_out(_of_claims(blocking, lines), tuple(overrides), created_on)
    people = patients_of(patients) | personal_columns(paths, lines)
    tables, lacking = claim_tables(lines, practice, people, created_on, created_at)
    held += lacking
    envelope = practice.envelope(created_on, created_at, interchange_number)
    written = _written(_without(tables, held), envelope)
    held += [_refused(row) for row in written.problems.iter_rows(named=True)]
    return ClaimsMade(
        written.data,
        written.rows.get("claims", 0),
        pl.DataFrame(held, schema=HELD).unique(maintain_order=True),
        told,
        problems,
    )


def _lines_of(paths: Sequence[Path], payer: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the lines of files, those that name no payer with the one given, and problems."""
    results = [read(path) for path in paths]
    lines = pl.concat([each.lines for each in results], how="diagonal")
    if payer is not None:
        lines = lines.with_columns(pl.col("payer").fill_null(payer))
    return lines, pl.concat([each.problems.select(*PROBLEM) for each in results])


def _without(tables: dict[str, pl.DataFrame], held: list[Held]) -> dict[str, pl.DataFrame]:
    """Return the tables without the claims that are held."""
    bad = sorted({str(row["claim_id"]) for row in held})
    return {
        name: rows.filter(~pl.col("claim_id").is_in(bad)) if "claim_id" in rows.columns else rows
        for name, rows in tables.items()
    }


def _written(tables: dict[str, pl.DataFrame], envelope: Envelope) -> Written:
    """Return the claims written; subscribers and patients of none of them are left out."""
    claims = tables["claims"]
    if claims.is_empty():
        return Written(b"", pl.DataFrame(schema=PROBLEM), {}, {})
    used = {"subscribers": claims["subscriber_row"], "patients": claims["patient_row"]}
    for name, rows in used.items():
        wanted = rows.drop_nulls().unique().implode()
        tables[name] = tables[name].filter(pl.col("source_row").is_in(wanted))
    return write_x12(tables, "837P", envelope)


def _of_claims(blocking: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return findings with a row for each claim they bar: a day's, for each of that day."""
    own = blocking.filter(pl.col("claim_id").is_not_null())
    wide = blocking.filter(pl.col("claim_id").is_null()).drop("claim_id")
    claims = lines.select("claim_id", "patient_id", "date_of_service").drop_nulls().unique()
    dated = wide.filter(pl.col("date_of_service").is_not_null()).join(
        claims, on=["patient_id", "date_of_service"], how="inner"
    )
    others = wide.filter(pl.col("date_of_service").is_null()).join(
        claims.select("claim_id", "patient_id").unique(), on="patient_id", how="inner"
    )
    return pl.concat([each.select(blocking.columns) for each in (own, dated, others)])


def _sorted_out(
    blocking: pl.DataFrame, overrides: tuple[Override, ...], on: dt.date
) -> tuple[pl.DataFrame, list[Held]]:
    """Return the findings that are overridden, and those that hold their claims."""
    told: list[dict[str, object]] = []
    held: list[Held] = []
    for finding in blocking.iter_rows(named=True):
        match = next((each for each in overrides if _is_meant(each, finding)), None)
        if match is None:
            held.append(
                {
                    "claim_id": finding["claim_id"],
                    "line_number": finding["line_number"],
                    "code": finding["rule_code"],
                    "reason": finding["message"],
                    "fix": f"{finding['fix']} Or override it: --override "
                    f"{finding['rule_code']}@{finding['claim_id']}=REASON",
                }
            )
            continue
        same = ("claim_id", "line_number", "message", "finding_id", "rulebook_digest")
        told.append(
            {
                "rule_code": finding["rule_code"], "reason": match.reason, "overridden_on": on,
                **{name: finding[name] for name in same},
            }
        )  # fmt: skip
    return pl.DataFrame([{name: row[name] for name in OVERRIDE} for row in told],
                        schema=OVERRIDE), held  # fmt: skip


def _is_meant(given: Override, finding: Mapping[str, object]) -> bool:
    is_rule = given.rule_code == finding["rule_code"]
    return is_rule and given.claim_id in (None, finding["claim_id"])


def _refused(row: Mapping[str, object]) -> Held:
    return {
        "claim_id": row["claim_id"], "line_number": row["line_number"],
        "code": row["problem_code"], "reason": row["message"], "fix": row["fix"],
    }  # fmt: skip
