"""NCCI code pairs and unit limits of one practitioner's or facility's day."""

import polars as pl

from gaitbelt.language.fact import PROVIDER_CODE_ON_DATE, PROVIDER_DATE, fact, frame_fact
from gaitbelt.language.words import any_of, code_fact, total
from gaitbelt.methods.ncci import ptp_hits

PROVIDER_GROUP = f"group:{PROVIDER_DATE}"


@frame_fact(
    reads=(
        PROVIDER_GROUP, "hcpcs_code", "date_of_service", "setting", "is_placed",
        "has_separate_modifier",
    ),
    produces=("has_unseparated_edit", "has_final_edit", "is_in_edit", "edit_partner"),
)
def _pairs(lines: pl.DataFrame, edits: pl.DataFrame) -> pl.DataFrame:
    """How the line stands in NCCI pairs with the provider's other codes of the date."""
    asked = lines.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("line_id"),
        pl.col(PROVIDER_GROUP).alias("provider_day"),
        "hcpcs_code", "date_of_service", "setting",
    )
    hits = ptp_hits(asked, edits)
    placed = lines["is_placed"]
    if hits.is_empty():
        no = pl.when(placed).then(statement=False)
        return lines.select(
            no.alias("has_unseparated_edit"), no.alias("has_final_edit"), no.alias("is_in_edit"),
            pl.lit(None, pl.String).alias("edit_partner"),
        )
    marked = lines["has_separate_modifier"]
    is_separated = marked.gather(hits["column_one_line_id"]) | marked.gather(
        hits["column_two_line_id"]
    )
    judged = hits.with_columns(is_separated.alias("is_separated"))
    indicator, is_active = pl.col("modifier_indicator"), pl.col("is_active")
    second = judged.group_by("column_two_line_id").agg(
        any_of(is_active & (indicator == 1) & ~pl.col("is_separated")).alias("has_unseparated_edit"),
        any_of(is_active & (indicator == 0)).alias("has_final_edit"),
        pl.col("column_one").unique().sort().str.join(", ").alias("edit_partner"),
    )
    either = pl.concat(
        [judged.select(pl.col(name).alias("line_id"), "is_active")
         for name in ("column_one_line_id", "column_two_line_id")]
    ).group_by("line_id").agg(any_of(is_active).alias("is_in_edit"))
    found = (
        asked.select("line_id")
        .join(second, left_on="line_id", right_on="column_two_line_id", how="left",
              maintain_order="left")
        .join(either, on="line_id", how="left", maintain_order="left")
    )
    was_hit = asked["line_id"].is_in(second["column_two_line_id"].implode())
    was_in = asked["line_id"].is_in(either["line_id"].implode())
    def of(name: str, was: pl.Series) -> pl.Expr:
        return pl.when(placed).then(pl.when(was).then(name).otherwise(statement=False)).alias(name)

    return found.select(
        of("has_unseparated_edit", was_hit), of("has_final_edit", was_hit),
        of("is_in_edit", was_in), "edit_partner",
    )


has_unseparated_edit, has_final_edit, is_in_edit, edit_partner = _pairs


@fact(per=PROVIDER_DATE)
def are_codes_known() -> pl.Expr:
    """Whether every code of the provider's date is in the registry."""
    return code_fact("is_known").all(ignore_nulls=False)


@fact(per=PROVIDER_CODE_ON_DATE)
def units_by_provider() -> pl.Expr:
    """Billed units of the code by one provider on the date, over all lines."""
    return total(pl.col("unit_count"))


def _limit(combine: str) -> pl.Expr:
    """Return the unit limit of the setting, or the lower or higher one without a setting."""
    setting = pl.col("setting")
    practitioner, outpatient = code_fact("mue_practitioner"), code_fact("mue_outpatient")
    both = pl.min_horizontal if combine == "lower" else pl.max_horizontal
    is_either_missing = practitioner.is_null() | outpatient.is_null()
    return (
        pl.when(setting == "practitioner").then(practitioner)
        .when(setting == "outpatient").then(outpatient)
        .when(setting.is_null() & ~is_either_missing).then(both(practitioner, outpatient))
    )


@fact()
def unit_limit() -> pl.Expr:
    """The most units of the code in a day (MUE) for the setting, or the higher of two."""
    return _limit("higher")


@fact()
def lower_unit_limit() -> pl.Expr:
    """The most units of the code in a day (MUE) for the setting, or the lower of two."""
    return _limit("lower")


@fact()
def has_unit_limit() -> pl.Expr:
    """Whether an MUE is in force for the code, date and setting; null if not known."""
    setting = pl.col("setting")
    practitioner, outpatient = code_fact("has_mue_practitioner"), code_fact("has_mue_outpatient")
    held = (
        pl.when(setting == "practitioner").then(practitioner)
        .when(setting == "outpatient").then(outpatient)
        .when(setting.is_null() & (practitioner == outpatient)).then(practitioner)
    )
    return pl.when(code_fact("is_known") == False).then(statement=False).otherwise(held)  # noqa: E712
