"""Findings: what a rule found, with the evidence, the law and the way out."""

import hashlib
from functools import cache

import numpy as np
import polars as pl

from gaitbelt.engine.bind import NO_DISCIPLINE, Compiled, Tables
from gaitbelt.engine.derive import bring
from gaitbelt.engine.message import fields, in_words
from gaitbelt.engine.missing import NAMES, UNKNOWN, missing_inputs
from gaitbelt.engine.plan import GROUP_PREFIX, KIND, roots
from gaitbelt.engine.rulebook import Rule
from gaitbelt.language.fact import GROUPS, SERVICE_LINE
from gaitbelt.language.words import CODE_PREFIX, POLICY_PREFIX
from gaitbelt.tables.finding import BREACH, CANNOT_TELL, CLEAR, FINDING

OUTCOME_WORDS = {1: CLEAR, 2: BREACH, 3: CANNOT_TELL}
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
)
LINE_KEYS = (
    "claim_id",
    "line_number",
    "visit_id",
    "patient_id",
    "date_of_service",
    "line_discipline",
    "payer",
    "hcpcs_code",
    "charge_amount",
    "source_file",
    "source_row",
    "source_byte_offset",
)


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
    outcomes = pl.DataFrame(
        {"row": rows, "code": outcome}, schema={"row": pl.UInt32, "code": pl.UInt8}
    )
    if table == KIND:
        subjects = SERVICE_LINE
        line = tables[SERVICE_LINE].select("line_id", "kind", "is_subject").filter("is_subject")
        spread = line.join(outcomes.rename({"row": "kind"}), on="kind", how="inner")
        outcomes = spread.select(row="line_id", code="code").sort("row")
    else:
        subjects = table
    names = _evidence_names(rule, subjects, ready)
    bring(tables, subjects, names, ready.plan)
    keys = _keys(tables, subjects, outcomes["row"])
    facts = tables[subjects].select(
        pl.col(name).gather(outcomes["row"]).alias(name) for name in names
    )
    words = _words(rule, facts, outcomes, tables, subjects, ready)
    return _assembled(rule, keys.hstack(words), digest).select(*FINDING)


def _evidence_names(rule: Rule, table: str, ready: Compiled) -> list[str]:
    """Return the facts and columns that show why, in the order they are derived."""
    kept: dict[tuple[str, str], list[str]] = ready.kept.setdefault("evidence", {})
    key = (rule.card.code, table)
    if key not in kept:
        kept[key] = _named_evidence(rule, table, ready)
    return kept[key]


def _named_evidence(rule: Rule, table: str, ready: Compiled) -> list[str]:
    plan = ready.plan
    wanted = [*roots(plan.expressions[rule.card.code]), *fields(rule.card.message)]
    reached = plan.reached(dict.fromkeys(wanted))
    if table == SERVICE_LINE:
        return [name for name in reached if not name.startswith(GROUP_PREFIX)]
    group = set(GROUPS[table])
    kept = []
    for name in reached:
        home = plan.home(name)
        is_of_group = home == table or (home in GROUPS and set(GROUPS[home]) <= group)
        is_law = name.startswith((POLICY_PREFIX, CODE_PREFIX)) and "hcpcs_code" in group
        if is_of_group or is_law or name.startswith(POLICY_PREFIX) or name in wanted:
            kept.append(name)
    return kept


def _keys(tables: Tables, table: str, rows: pl.Series) -> pl.DataFrame:
    """Return what each finding is about: the line's keys, or those of a group's lines."""
    line = tables[SERVICE_LINE]
    if table == SERVICE_LINE:
        keys = line.select(pl.col(name).gather(rows) for name in LINE_KEYS)
        return _with_discipline(keys).with_columns(lines=pl.lit(None, dtype=pl.List(pl.String)))
    number = GROUP_PREFIX + table
    members = line.filter(pl.col(number).is_in(rows.implode()) & pl.col("is_subject"))
    same = [
        pl.when(pl.col(name).n_unique() == 1).then(pl.col(name).first()).alias(name)
        for name in (
            "line_number",
            "visit_id",
            "patient_id",
            "date_of_service",
            "line_discipline",
            "payer",
            "hcpcs_code",
        )
    ]
    grouped = members.group_by(number).agg(
        pl.col("claim_id").min(),
        *same,
        pl.col("charge_amount").sum(),
        pl.col("source_file").min(),
        pl.col("source_row").min(),
        pl.col("source_byte_offset").min(),
        lines=_line_in_words().sort(),
    )
    asked = rows.alias(number).to_frame()
    keys = asked.join(grouped, on=number, how="left", maintain_order="left")
    return _with_discipline(keys.select(*LINE_KEYS, "lines"))


def _with_discipline(keys: pl.DataFrame) -> pl.DataFrame:
    """Name the line's discipline as readers do; empty for a line of none."""
    own = pl.col("line_discipline")
    return keys.with_columns(
        pl.when(own != NO_DISCIPLINE).then(own).alias("line_discipline")
    ).rename({"line_discipline": "discipline"})


def _line_in_words() -> pl.Expr:
    """Return a line as a reader of evidence sees it: code, modifiers, units, minutes."""
    return pl.concat_str(
        pl.col("hcpcs_code").fill_null("no code"),
        pl.col("modifiers").list.join(" ").fill_null(""),
        pl.format("{} units", pl.col("unit_count").cast(pl.String).fill_null("unknown")),
        pl.format("{} minutes", pl.col("minutes").cast(pl.String).fill_null("unknown")),
        separator=" · ",
    )


def _words(
    rule: Rule,
    facts: pl.DataFrame,
    outcomes: pl.DataFrame,
    tables: Tables,
    table: str,
    ready: Compiled,
) -> pl.DataFrame:
    """Return outcome, missing inputs, message, evidence and policy rows of each finding."""
    missing = missing_inputs(rule, outcomes, tables, table, ready)
    said = [outcomes["code"], missing.alias("missing")]
    used = _policy_rows(rule, outcomes["row"], tables, table, ready)
    return facts.hstack(said).select(*_sentences(rule, facts, ready), used)


def _sentences(rule: Rule, facts: pl.DataFrame, ready: Compiled) -> list[pl.Expr]:
    """Return outcome, missing inputs, message and evidence as expressions, made once."""
    kept: dict[tuple[object, ...], list[pl.Expr]] = ready.kept.setdefault("sentences", {})
    key = (rule.card.code, *facts.schema.items())
    if key not in kept:
        card = rule.card
        cannot = pl.format(
            "{} missing, so {} was not judged.",
            pl.col("missing").list.join(", "),
            pl.lit(f"{card.code} ({card.title[0].lower()}{card.title[1:]})"),
        )
        message = in_words(card.message, facts.schema)
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
    for name, dtype in facts.schema.items():
        column = pl.col(name)
        if isinstance(dtype, pl.Decimal) or dtype in (pl.Date, pl.Datetime):
            column = column.cast(pl.String)
        plain = name.removeprefix(CODE_PREFIX)
        columns.append(column.alias(name if plain in facts.columns else plain))
    return pl.struct(columns).struct.json_encode() if columns else pl.lit("{}")


def _policy_rows(
    rule: Rule, rows: pl.Series, tables: Tables, table: str, ready: Compiled
) -> pl.Series:
    """Return the names of the published values that were used."""
    plan = ready.plan
    reached = plan.reached(roots(plan.expressions[rule.card.code]))
    paths = [name.removeprefix(POLICY_PREFIX) for name in reached if name.startswith(POLICY_PREFIX)]
    if not paths:
        return pl.Series("policy_rows", [[]], NAMES).new_from_index(0, rows.len())
    line = tables[SERVICE_LINE]
    of_row = rows if table == SERVICE_LINE else tables[table]["first"].gather(rows)
    used = pl.concat_list("@" + path for path in paths).list.drop_nulls()
    by_kind = tables[KIND].select(used.alias("policy_rows")).to_series()
    return by_kind.gather(line["kind"].gather(of_row))


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
    return whole.with_columns(finding_id=_finding_ids(whole))


def _finding_ids(found: pl.DataFrame) -> pl.Series:
    """Return a stable name for each finding: its rule and a digest of what it says.

    Findings that are alike in everything are numbered.
    """
    parts = found.select(
        pl.struct(
            "claim_id",
            "line_number",
            "visit_id",
            "patient_id",
            pl.col("date_of_service").cast(pl.String),
            "discipline",
            "payer",
            "hcpcs_code",
            "outcome",
            "message",
            "evidence",
        ).struct.json_encode()
    ).to_series()
    code = found.item(0, "rule_code")
    ids = [
        f"{code}-{hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}"
        for text in parts.to_list()
    ]
    named = pl.DataFrame({"id": ids}).with_columns(nth=pl.int_range(pl.len()).over("id"))
    return named.select(
        pl.when(pl.col("nth") == 0)
        .then("id")
        .otherwise(pl.format("{}-{}", "id", pl.col("nth") + 1))
    ).to_series()
