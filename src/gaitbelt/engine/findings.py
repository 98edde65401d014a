"""Findings: what a rule found, with the evidence, the law and the way out."""

from collections.abc import Iterable
from functools import cache

import numpy as np
import polars as pl

from gaitbelt.engine.bind import NO_DISCIPLINE, Compiled
from gaitbelt.engine.derive import values_at
from gaitbelt.engine.evidence import (
    DISCIPLINE,
    IDENTIFYING,
    UNKNOWN,
    evidence_names,
    finding_ids,
    not_judged,
    policy_paths,
    shown_names,
)
from gaitbelt.engine.grouping import Tables
from gaitbelt.engine.message import in_words
from gaitbelt.engine.missing import NAMES, lines_of_groups, missing_inputs
from gaitbelt.engine.plan import GROUP_PREFIX, KIND
from gaitbelt.engine.rulebook import Rule
from gaitbelt.language.fact import SERVICE_LINE
from gaitbelt.tables.column import MONEY
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, CLEAR, FINDING

OUTCOME_WORDS = {1: CLEAR, 2: BREACH, UNKNOWN: CANNOT_TELL}
SORT_KEYS = (
    "rule_code",
    "claim_id",
    "date_of_service",
    "line_number",
    "patient_id",
    "hcpcs_code",
    "discipline",
    "message",
    "evidence",
    "source_file",
    "source_row",
    "source_byte_offset",
)
SOURCE = ("source_file", "source_row", "source_byte_offset")
SAME_IN_GROUP = (
    "line_number",
    "visit_id",
    "patient_id",
    "date_of_service",
    DISCIPLINE,
    "payer",
    "hcpcs_code",
)
"""What a finding on a group says where all its lines agree."""

LINE_KEYS = ("claim_id", *SAME_IN_GROUP, "charge_amount", *SOURCE)

SHOWN_OF_LINES = ("modifiers", "unit_count", "minutes", "is_subject")

LINE_IN_WORDS = pl.concat_str(
    pl.col("hcpcs_code").fill_null("no code"),
    pl.col("modifiers").list.join(" ").fill_null(""),
    pl.format("{} units", pl.col("unit_count").cast(pl.String).fill_null("unknown")),
    pl.format("{} minutes", pl.col("minutes").cast(pl.String).fill_null("unknown")),
    separator=" · ",
)
"""A line as a reader of evidence sees it: code, modifiers, units, minutes."""


@cache
def no_findings() -> pl.DataFrame:
    """Return an empty table of findings."""
    return pl.DataFrame(schema=FINDING)


def sorted_findings(found: list[pl.DataFrame]) -> pl.DataFrame:
    """Return findings as one table in the order that every run gives them."""
    if not found:
        return no_findings()
    return pl.concat(found).sort(*SORT_KEYS, nulls_last=True, maintain_order=True)


def findings_of(
    rule: Rule,
    table: str,
    rows: np.ndarray[tuple[int], np.dtype[np.int64]],
    outcome: np.ndarray[tuple[int], np.dtype[np.uint8]],
    tables: Tables,
    ready: Compiled,
    digest: str,
) -> pl.DataFrame:
    """Return one finding for each of the rows of a table that a rule is about."""
    subjects = table
    if table == KIND:
        subjects = SERVICE_LINE
        rows, outcome = _lines_of_kinds(rows, outcome, tables)
    outcomes = pl.DataFrame(
        {"row": rows, "code": outcome}, schema={"row": pl.UInt32, "code": pl.UInt8}
    )
    asked = outcomes["row"]
    names = evidence_names(rule, subjects, ready)
    facts = _at(tables, subjects, names, asked, ready)
    missing = missing_inputs(rule, outcomes, tables, subjects, ready)
    said = facts.hstack([outcomes["code"], missing.alias("missing")]).select(
        *_sentences(rule, facts, ready), _policy_rows(rule, asked, tables, subjects, ready)
    )
    found = _keys(tables, subjects, asked, ready).hstack(said)
    return _assembled(rule, found, digest).select(*FINDING)


def _lines_of_kinds(
    kinds: np.ndarray[tuple[int], np.dtype[np.int64]],
    outcome: np.ndarray[tuple[int], np.dtype[np.uint8]],
    tables: Tables,
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray[tuple[int], np.dtype[np.uint8]]]:
    """Return the lines of kinds that are judged, with the outcome of their kind."""
    line = tables[SERVICE_LINE]
    by_kind = np.zeros(tables[KIND].height, dtype=np.uint8)
    by_kind[kinds] = outcome
    of_line = by_kind[line["kind"].to_numpy()]
    rows = np.flatnonzero((of_line > 0) & line["is_subject"].to_numpy())
    return rows, of_line[rows]


def _keys(tables: Tables, table: str, rows: pl.Series, ready: Compiled) -> pl.DataFrame:
    """Return what each finding is about: the line's keys, or those of a group's lines."""
    if table == SERVICE_LINE:
        keys = _at(tables, SERVICE_LINE, LINE_KEYS, rows, ready)
        return _with_discipline(keys.with_columns(lines=pl.lit(None, dtype=NAMES)))
    number = GROUP_PREFIX + table
    lines = lines_of_groups(tables, table, rows)
    members = _at(tables, SERVICE_LINE, (*LINE_KEYS, *SHOWN_OF_LINES, number), lines, ready)
    grouped = (
        members.filter("is_subject")
        .group_by(number)
        .agg(
            pl.col("claim_id").min(),
            *(pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(name)
              for name in SAME_IN_GROUP),
            pl.col("charge_amount").sum().cast(MONEY),
            pl.col(SOURCE).min(),
            lines=LINE_IN_WORDS.sort(),
        )
    )  # fmt: skip
    asked = rows.alias(number).to_frame()
    keys = asked.join(grouped, on=number, how="left", maintain_order="left")
    return _with_discipline(keys.select(*LINE_KEYS, "lines"))


def _at(
    tables: Tables, table: str, names: Iterable[str], rows: pl.Series, ready: Compiled
) -> pl.DataFrame:
    """Return columns at some rows of a table, wherever the columns live."""
    return pl.DataFrame(
        [values_at(tables, table, name, rows, ready.plan).alias(name) for name in names]
    )


def _with_discipline(keys: pl.DataFrame) -> pl.DataFrame:
    """Name the line's discipline as readers do; empty for a line of none."""
    own = pl.col(DISCIPLINE)
    told = pl.when(own != NO_DISCIPLINE).then(own).alias("discipline")
    return keys.with_columns(told).drop(DISCIPLINE)


def _sentences(rule: Rule, facts: pl.DataFrame, ready: Compiled) -> list[pl.Expr]:
    """Return outcome, missing inputs, message and evidence as expressions, made once."""
    kept: dict[tuple[object, ...], list[pl.Expr]] = ready.kept.setdefault("sentences", {})
    key = (rule.card.code, *facts.schema.items())
    if key not in kept:
        listed = pl.col("missing").list.join(", ")
        cannot = pl.concat_str(listed, pl.lit(not_judged(rule)))
        message = in_words(rule.card.message, facts.schema)
        is_unknown = pl.col("code") == UNKNOWN
        kept[key] = [
            pl.col("code").replace_strict(OUTCOME_WORDS, return_dtype=pl.String).alias("outcome"),
            pl.col("missing"),
            pl.when(is_unknown).then(cannot).otherwise(message).alias("message"),
            _as_json(facts).alias("evidence"),
        ]
    return kept[key]


def _as_json(facts: pl.DataFrame) -> pl.Expr:
    """Return the facts as a JSON object, money and dates as text."""
    columns = []
    for name, shown in shown_names(facts.columns).items():
        column, dtype = pl.col(name), facts.schema[name]
        if isinstance(dtype, pl.Decimal) or dtype in (pl.Date, pl.Datetime):
            column = column.cast(pl.String)
        columns.append(column.alias(shown))
    return pl.struct(columns).struct.json_encode() if columns else pl.lit("{}")


def _policy_rows(
    rule: Rule, rows: pl.Series, tables: Tables, table: str, ready: Compiled
) -> pl.Series:
    """Return the names of the published values that were used."""
    paths = policy_paths(rule, ready)
    if not paths:
        return pl.Series("policy_rows", [[]], NAMES).new_from_index(0, rows.len())
    line = tables[SERVICE_LINE]
    of_row = rows if table == SERVICE_LINE else tables[table]["first"][rows]
    used = pl.concat_list("@" + path for path in paths).list.drop_nulls()
    by_kind = tables[KIND].select(used.alias("policy_rows")).to_series()
    return by_kind[line["kind"][of_row]]


def _assembled(rule: Rule, found: pl.DataFrame, digest: str) -> pl.DataFrame:
    card = rule.card
    evidence = (
        pl.when(pl.col("lines").is_null())
        .then("evidence")
        .otherwise(
            pl.concat_str(
                pl.col("evidence").str.head(-1),
                pl.when(pl.col("evidence") == "{}").then(pl.lit("")).otherwise(pl.lit(",")),
                pl.lit('"lines":'),
                pl.struct("lines").struct.json_encode().str.slice(9).str.head(-1),
                pl.lit("}"),
            )
        )
    )
    whole = found.with_columns(
        evidence=evidence,
        rule_code=pl.lit(card.code),
        rule_name=pl.lit(card.name),
        grain=pl.lit(card.grain),
        severity=pl.lit(card.severity),
        fix=pl.lit(card.fix),
        citations=pl.lit(pl.Series([card.citations])).first(),
        confidence=pl.lit(card.confidence),
        exposure_amount=pl.when(pl.col("outcome") == BREACH).then("charge_amount"),
        rulebook_digest=pl.lit(digest),
    )
    dated = pl.col("date_of_service").cast(pl.String)
    identifying = pl.struct(
        dated.alias(name) if name == "date_of_service" else pl.col(name) for name in IDENTIFYING
    )
    said = whole.select(identifying.struct.json_encode()).to_series().to_list()
    return whole.with_columns(pl.Series("finding_id", [*finding_ids(card.code, said)]))
