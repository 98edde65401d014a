"""From counted codes to service lines: the split, modifiers, reasons and alternatives."""

import polars as pl

from gaitbelt.methods.units.alternatives import alternatives_text, other_assignments
from gaitbelt.methods.units.count import METHODS, TIME_BASES
from gaitbelt.methods.units.explain import CountedCode, line_reason
from gaitbelt.tables.record import RECORD
from gaitbelt.tables.service_line import SERVICE_LINE
from gaitbelt.tables.vocabulary import ASSISTANT_MODIFIERS, THERAPY_MODIFIERS

COUNTED: dict[str, pl.DataType] = {
    "counting_method": pl.String(),
    "alternatives": pl.String(),
    "reason": pl.String(),
}
"""How a line was counted; it follows the service line and the record columns given."""

_REASON_KEYS = (
    "method",
    "time_base",
    "base_minutes",
    "first_minutes",
    "band_from",
    "band_through",
    "minutes",
    "assistant_minutes",
    "family_minutes",
    "unit_count",
    "assistant_unit_count",
    "is_open_to_assistant",
    "has_final_unit_rule",
    "is_assistant_line",
)
_SET_HERE = {*THERAPY_MODIFIERS.values(), *ASSISTANT_MODIFIERS.values()}


def service_lines(counted: pl.DataFrame) -> pl.DataFrame:
    """Return the service lines of counted codes, in the order of the rows they came from.

    ``counted``: one row per code of a visit with its units, the assistant's units and
    ties. A code that an assistant furnished in part has two lines.
    """
    with_text = _with_alternatives(counted)
    by_assistant, units = pl.col("assistant_unit_count"), pl.col("unit_count")
    is_split = (by_assistant > 0) & (by_assistant < units)
    plain = with_text.filter((by_assistant < units) | (units == 0))
    assistants = with_text.filter(by_assistant > 0)
    both = pl.concat(
        [
            plain.with_columns(is_assistant_line=pl.lit(value=False)),
            assistants.with_columns(is_assistant_line=pl.lit(value=True)),
        ]
    ).with_columns(is_split=is_split)
    both = _with_reasons(both).sort(
        "visit_row",
        "row",
        "is_listed",
        "hcpcs_code",
        "is_assistant_line",
        descending=[False, False, True, False, False],
    )
    return _as_lines(both)


def _with_reasons(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with ``reason``, written once for each distinct way of counting."""
    patterns = lines.select(_REASON_KEYS).unique()
    reasons = []
    for pattern in patterns.iter_rows(named=True):
        is_assistant_line = pattern.pop("is_assistant_line")
        pattern["method"] = METHODS[pattern["method"]]
        pattern["time_base"] = TIME_BASES[pattern["time_base"]]
        reasons.append(line_reason(CountedCode(**pattern), is_assistant_line=is_assistant_line))
    written = patterns.with_columns(reason=pl.Series(reasons, dtype=pl.String))
    return lines.join(written, on=_REASON_KEYS, how="left", nulls_equal=True)


def _with_alternatives(counted: pl.DataFrame) -> pl.DataFrame:
    """Return the codes with ``alternatives``, written once for each distinct tie."""
    whole = pl.col("minutes") // 15
    has_won = pl.col("unit_count") > whole
    tied = (
        counted.filter("is_tied")
        .sort("visit", "hcpcs_code")
        .group_by("visit")
        .agg("hcpcs_code", whole.alias("whole"), has_won.alias("has_won"))
    )
    keys = ["hcpcs_code", "whole", "has_won"]
    patterns = tied.select(keys).unique()
    texts = [_tie_text(*pattern) for pattern in patterns.iter_rows()]
    written = patterns.with_columns(alternatives=pl.Series(texts, dtype=pl.String))
    by_visit = tied.join(written, on=keys).select("visit", "alternatives")
    return counted.join(by_visit, on="visit", how="left").with_columns(
        alternatives=pl.when("is_tied").then("alternatives").fill_null(""),
        visit_row=pl.col("row").min().over("visit"),
    )


def _tie_text(codes: list[str], whole: list[int], has_won: list[bool]) -> str:
    units = [each + won for each, won in zip(whole, has_won, strict=True)]
    others = other_assignments([each * 15 for each in whole], units, [True] * len(codes))
    return alternatives_text(codes, others)


def _as_lines(lines: pl.DataFrame) -> pl.DataFrame:
    given = {name: RECORD[name] for name in RECORD if name in lines.columns}
    shape = {**SERVICE_LINE, **given, **COUNTED}
    is_assistants, is_split = pl.col("is_assistant_line"), pl.col("is_split")
    units, by_assistant = pl.col("unit_count"), pl.col("assistant_unit_count")
    own_minutes = pl.col("minutes") - pl.col("assistant_minutes")
    whole_amount = pl.when(~is_split)
    named = dict(enumerate(METHODS))
    return (
        _with_modifiers(lines)
        .with_columns(
            unit_count=pl.when(is_assistants).then(by_assistant).otherwise(units - by_assistant),
            minutes=pl.when(~is_split)
            .then("minutes")
            .when(is_assistants)
            .then("assistant_minutes")
            .otherwise(own_minutes),
            assistant_minutes=pl.when(is_split & ~is_assistants)
            .then(0)
            .otherwise("assistant_minutes"),
            charge_amount=whole_amount.then("charge_amount"),
            allowed_amount=whole_amount.then("allowed_amount"),
            counting_method=pl.col("method").replace_strict(named, return_dtype=pl.String),
            line_number=pl.int_range(1, pl.len() + 1).over(
                pl.coalesce("claim_id", pl.format("visit {}", "visit"))
            ),
        )
        .select(pl.col(name).cast(shape[name]) for name in shape)
    )


def _with_modifiers(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the lines with the discipline's modifier, the assistant's, then the rest.

    Written once for each distinct set: lists are slow to join one by one.
    """
    keys = ["line_discipline", "is_assistant_line", "carried"]
    keyed = lines.with_columns(
        line_discipline=pl.coalesce("discipline", "only_discipline"),
    ).drop("modifiers")
    patterns = keyed.select(keys).unique()
    written = [
        _modifiers(discipline, carried, is_assistant_line=is_assistants)
        for discipline, is_assistants, carried in patterns.iter_rows()
    ]
    column = pl.Series("modifiers", written, dtype=pl.List(pl.String))
    return keyed.join(patterns.with_columns(column), on=keys, how="left", nulls_equal=True)


def _modifiers(discipline: str | None, carried: str, *, is_assistant_line: bool) -> list[str]:
    own = [THERAPY_MODIFIERS[discipline]] if discipline else []
    if discipline and is_assistant_line:
        own.append(ASSISTANT_MODIFIERS[discipline])
    return own + [each for each in dict.fromkeys(carried.split()) if each not in _SET_HERE]
