"""Medicare's therapy amounts that add up over a calendar year."""

import polars as pl

from gaitbelt.language.fact import PATIENT, fact, frame_fact
from gaitbelt.language.words import policy

PATIENT_GROUP = f"group:{PATIENT}"


@fact()
def kx_threshold() -> pl.Expr:
    """The year's KX threshold of the line's bucket: PT with SLP, or OT."""
    discipline = pl.col("line_discipline")
    return (
        pl.when(discipline == "OT")
        .then(policy("medicare.kx_threshold_ot"))
        .when(discipline.is_in(["PT", "SLP"]))
        .then(policy("medicare.kx_threshold_pt_slp"))
    )


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "date_of_service",
        "line_discipline",
        "payer",
        "allowed_amount",
        "claim_id",
        "line_number",
        "hcpcs_code",
    ),
    produces=("allowed_year_to_date", "allowed_through_date", "is_allowed_complete"),
)
def _allowed(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Allowed amounts of the year and bucket up to the line and its date, and if all are known."""
    bucket = pl.when(pl.col("line_discipline") == "OT").then(1).otherwise(0)
    is_counted = (pl.col("payer") == "medicare") & pl.col("line_discipline").is_not_null()
    counted = (
        lines.lazy()
        .select(
            "date_of_service",
            "claim_id",
            "line_number",
            "hcpcs_code",
            "allowed_amount",
            is_counted.alias("is_counted"),
            person=PATIENT_GROUP,
            year=pl.col("date_of_service").dt.year(),
            bucket=bucket,
        )
        .with_row_index("row")
        .filter("is_counted")
        .sort(
            "person",
            "year",
            "bucket",
            "date_of_service",
            "claim_id",
            "line_number",
            "hcpcs_code",
            "allowed_amount",
        )
    )
    year = ("person", "year", "bucket")
    summed = counted.with_columns(
        pl.col("allowed_amount").fill_null(0).cum_sum().over(year).alias("to_line"),
        (pl.col("allowed_amount").is_null().cum_sum().over(year) == 0).alias("is_known"),
    ).select(
        "row",
        allowed_year_to_date="to_line",
        allowed_through_date=pl.col("to_line").last().over(*year, "date_of_service"),
        is_allowed_complete=pl.col("is_known").last().over(*year, "date_of_service"),
    )
    rows = lines.lazy().select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"))
    return rows.join(summed, on="row", how="left", maintain_order="left").drop("row").collect()


allowed_year_to_date, allowed_through_date, is_allowed_complete = _allowed
