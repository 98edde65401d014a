"""Coding visits: rows of minutes in, service lines with units and modifiers out.

The same kernel as ``count_units``, over a whole frame in the tabular contract.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from gaitbelt.edges.tabular.frames import read_frame
from gaitbelt.methods.units.count import (
    FAMILY_BASES,
    METHODS,
    NO_FAMILY,
    TOTAL_TIME,
    CodeMinutes,
    count_codes,
)
from gaitbelt.services.coding_frames import code_periods, payer_rules
from gaitbelt.services.coding_lines import service_lines
from gaitbelt.services.coding_problems import problem_table, with_problem
from gaitbelt.services.unit_rules import NO_ASSISTANT_SETTINGS
from gaitbelt.tables.problem import PROBLEM, no_problems
from gaitbelt.tables.service_line import complete
from gaitbelt.tables.vocabulary import ASSISTANT_MODIFIERS, THERAPY_MODIFIERS

VISIT = ("person", "date_of_service", "discipline", "payer", "setting", "billing_provider_npi")
"""What rows share whose minutes are counted together."""


@dataclass(frozen=True, slots=True)
class CodedVisits:
    """Service lines ready to bill, and the rows that could not be counted.

    ``lines``: the tabular contract plus ``counting_method``, ``alternatives`` and
    ``reason`` (text); one line per code of a visit, two where an assistant furnished
    part of it. ``problems``: one row per row left out (level ``row``) and one per thing
    to know about a payer (level ``note``).
    """

    lines: pl.DataFrame
    problems: pl.DataFrame


def code_visits(
    lines: pl.DataFrame,
    *,
    payer: str | None = None,
    known_on: date | None = None,
    method: str | None = None,
    de_minimis_arithmetic: str | None = None,
) -> CodedVisits:
    """Return the coded service lines of a frame of interventions, and its problems.

    ``lines``: the tabular contract, one row per intervention. ``payer`` is used where
    the row names none. Rows of one code, patient, date, discipline, payer, setting and
    billing provider become one line; a row that carries CQ or CO and no
    ``assistant_minutes`` counts as wholly the assistant's. Rows that cannot have
    happened are left out and listed. Raises ``polars.exceptions`` where a column cannot
    be cast. Sources: as ``count_units``.
    """
    found = read_frame(lines)
    rows = _prepared(lines if found is None else found.lines, payer)
    pairs = rows.select("payer", "date_of_service").drop_nulls().unique().sort(pl.all())
    rules = payer_rules(pairs, known_on, method, de_minimis_arithmetic)
    periods = code_periods(rows["hcpcs_code"].drop_nulls().unique().to_list())
    judged = with_problem(
        _with_registry(rows, periods).join(rules, ["payer", "date_of_service"], how="left")
    )
    unread = no_problems() if found is None else found.problems
    problems = pl.concat([unread, problem_table(judged), _notes(rules)])
    good = judged.filter(pl.col("problem").is_null())
    return CodedVisits(_coded(good, periods), problems)


def _prepared(lines: pl.DataFrame, payer: str | None) -> pl.DataFrame:
    given = lines["minutes"] if "minutes" in lines.columns else pl.Series([None] * lines.height)
    is_float = given.dtype.is_float()
    has_fraction = (given % 1 != 0).fill_null(value=False) if is_float else None
    modifiers = pl.col("modifiers")
    stated = [
        pl.when(modifiers.list.contains(modifier)).then(pl.lit(name))
        for name, modifier in THERAPY_MODIFIERS.items()
    ]
    is_assistants = pl.any_horizontal(
        [modifiers.list.contains(each) for each in ASSISTANT_MODIFIERS.values()]
    )
    return (
        complete(lines)
        .with_row_index("row")
        .with_columns(
            has_fraction=has_fraction if has_fraction is not None else pl.lit(value=False),
            given_minutes=given.cast(pl.String) if is_float else pl.lit(None, dtype=pl.String),
            source_row=pl.col("source_row").fill_null(pl.col("row").cast(pl.Int64) + 1),
            hcpcs_code=_filled("hcpcs_code").str.to_uppercase(),
            payer=_filled("payer").fill_null(pl.lit(payer, dtype=pl.String)).str.to_lowercase(),
            discipline=pl.coalesce(_filled("discipline"), *stated),
            setting=_filled("setting").fill_null("practitioner"),
            person=_person(),
            carried=modifiers.list.join(" ").fill_null(""),
            assistant_minutes=pl.coalesce(
                "assistant_minutes", pl.when(is_assistants).then("minutes")
            ).fill_null(0),
        )
        .with_columns(
            provider=pl.coalesce("rendering_provider_npi", pl.format("of {}", "person")),
        )
    )


def _filled(name: str) -> pl.Expr:
    stripped = pl.col(name).str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _person() -> pl.Expr:
    """Return whose day it is: without a patient the visit, the claim or the row alone."""
    return pl.coalesce(
        pl.format("patient {}", "patient_id"),
        pl.format("visit {}", "visit_id"),
        pl.format("claim {}", "claim_id"),
        pl.format("row {}", "row"),
    )


def _with_registry(rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    asked = rows.select("hcpcs_code", "date_of_service").unique()
    known = asked.join(periods, on="hcpcs_code").filter(
        pl.col("date_of_service").is_between("period_from", "period_through")
    )
    return rows.join(known, on=["hcpcs_code", "date_of_service"], how="left")


def _notes(rules: pl.DataFrame) -> pl.DataFrame:
    said = rules.filter(pl.col("rules_note").is_not_null())
    said = said.sort("date_of_service").unique("payer", keep="first", maintain_order=True)
    found = [
        {
            "level": "note",
            "element": "payer",
            "problem_code": "counting_method",
            "message": note,
            "fix": "Add the payer's own method to its policy if it has published one.",
        }
        for note in said["rules_note"].to_list()
    ]
    return pl.DataFrame(found, schema=PROBLEM)


def _coded(good: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    codes = _with_families(_merged(good), periods)
    codes = codes.sort("visit", "hcpcs_code").with_columns(
        family_number=pl.when(pl.col("family") != "")
        .then(pl.struct("visit", "family").rank("dense").cast(pl.Int64))
        .otherwise(NO_FAMILY),
        is_open_to_assistant=pl.col("is_open_to_assistant")
        & pl.col("has_assistant_modifier")
        & ~pl.col("setting").is_in(list(NO_ASSISTANT_SETTINGS))
        & (pl.coalesce("discipline", "only_discipline").fill_null("") != "SLP"),
    )
    units = count_codes(_columns(codes))
    counted = codes.with_columns(
        unit_count=pl.Series(units.unit_count, dtype=pl.Int64),
        assistant_unit_count=pl.Series(units.assistant_unit_count, dtype=pl.Int64),
        family_minutes=pl.Series(units.family_minutes, dtype=pl.Int64),
        is_tied=pl.Series(units.is_tied, dtype=pl.Boolean),
    ).filter(pl.col("is_listed") | (pl.col("unit_count") > 0))
    return service_lines(counted)


def _merged(good: pl.DataFrame) -> pl.DataFrame:
    """Return one row per code of a visit: minutes added, everything else of the first."""
    added = ("minutes", "assistant_minutes", "charge_amount", "allowed_amount")
    numbered = good.select(VISIT).unique().with_row_index("visit").cast({"visit": pl.Int64})
    visits = good.join(numbered, on=VISIT, nulls_equal=True)
    keys = ["visit", "hcpcs_code"]
    carried = visits.filter(pl.col("carried") != "").sort("row").group_by(keys)
    kept = [name for name in visits.columns if name not in (*keys, *added, "carried", "row")]
    return (
        visits.group_by(keys)
        .agg(
            pl.col("row").min(),
            *(_total(name) for name in added),
            pl.col(kept).first(),
        )
        .join(carried.agg(pl.col("carried").str.join(" ")), on=keys, how="left")
        .with_columns(
            pl.col("minutes").fill_null(0),
            pl.col("carried").fill_null(""),
            is_listed=pl.lit(value=True),
        )
    )


def _total(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum())


def _with_families(codes: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Return the codes with those of their families that no row names, at 0 minutes."""
    first = codes.filter(pl.col("time_base").is_in(FAMILY_BASES) & (pl.col("family") != ""))
    first = first.sort("row").unique(["visit", "family"], keep="first", maintain_order=True)
    counted_as = [name for name in periods.columns if name != "family"]
    members = (
        first.drop(counted_as)
        .join(periods, on="family")
        .filter(pl.col("date_of_service").is_between("period_from", "period_through"))
        .join(codes, on=["visit", "hcpcs_code"], how="anti")
        .with_columns(
            minutes=pl.lit(0, dtype=pl.Int64),
            assistant_minutes=pl.lit(0, dtype=pl.Int64),
            charge_amount=pl.lit(None, dtype=codes.schema["charge_amount"]),
            allowed_amount=pl.lit(None, dtype=codes.schema["allowed_amount"]),
            is_listed=pl.lit(value=False),
        )
    )
    return pl.concat([codes, members.select(codes.columns)])


def _columns(codes: pl.DataFrame) -> CodeMinutes:
    column = {name: codes[name].to_numpy() for name in codes.columns if name in _NEEDED}
    return CodeMinutes(
        group=column["visit"],
        time_base=column["time_base"],
        base_minutes=column["base_minutes"],
        first_minutes=column["first_minutes"],
        band_from=column["band_from"],
        band_through=column["band_through"],
        family=column["family_number"],
        minutes=column["minutes"],
        assistant_minutes=column["assistant_minutes"],
        is_total_time=column["method"] == METHODS.index(TOTAL_TIME),
        is_open_to_assistant=column["is_open_to_assistant"],
        has_final_unit_rule=column["has_final_unit_rule"],
        is_percentage=column["is_percentage"],
    )


_NEEDED = (
    "visit",
    "time_base",
    "base_minutes",
    "first_minutes",
    "band_from",
    "band_through",
    "family_number",
    "minutes",
    "assistant_minutes",
    "method",
    "is_open_to_assistant",
    "has_final_unit_rule",
    "is_percentage",
)
