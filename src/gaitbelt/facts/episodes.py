"""What the patient's other lines and dates say about a line."""

import polars as pl

from gaitbelt.language.fact import DATE_OF_SERVICE, PATIENT, PROVIDER_DATE, fact, frame_fact
from gaitbelt.language.words import any_of
from gaitbelt.facts.codes import is_evaluation, is_reevaluation

PATIENT_GROUP = f"group:{PATIENT}"
PROVIDER_GROUP = f"group:{PROVIDER_DATE}"


@fact(per=DATE_OF_SERVICE)
def has_evaluation_on_date() -> pl.Expr:
    """Whether the date has an evaluation of the discipline."""
    return any_of(is_evaluation)


@fact(per=DATE_OF_SERVICE)
def has_reevaluation_on_date() -> pl.Expr:
    """Whether the date has a re-evaluation of the discipline."""
    return any_of(is_reevaluation)


@frame_fact(
    reads=(
        PROVIDER_GROUP,
        PATIENT_GROUP,
        "hcpcs_code",
        "date_of_service",
        "is_placed",
        "is_add_on",
        "code:primary_codes",
        "code:time_base",
    ),
    produces=("has_first_code",),
)
def _first_code(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Whether an add-on's first code is billed too: that day, or that month for monthly codes."""
    rows = lines.with_row_index("row")
    added = (
        rows.filter("is_add_on")
        .select(
            "row",
            "date_of_service",
            PROVIDER_GROUP,
            PATIENT_GROUP,
            is_monthly=pl.col("code:time_base").str.starts_with("month"),
            first=pl.col("code:primary_codes").str.split(" "),
        )
        .explode("first")
    )
    if added.is_empty():
        return lines.select(has_first_code=pl.lit(None, pl.Boolean))
    month = pl.col("date_of_service").dt.truncate("1mo").alias("month")
    same_day = added.filter(~pl.col("is_monthly")).join(
        rows, left_on=[PROVIDER_GROUP, "first"], right_on=[PROVIDER_GROUP, "hcpcs_code"], how="semi"
    )
    same_month = (
        added.filter("is_monthly")
        .with_columns(month)
        .join(
            rows.with_columns(month),
            left_on=[PATIENT_GROUP, "month", "first"],
            right_on=[PATIENT_GROUP, "month", "hcpcs_code"],
            how="semi",
        )
    )
    with_first = pl.concat([same_day["row"], same_month["row"]]).unique()
    has = pl.col("row").is_in(with_first.implode())
    return rows.select(has_first_code=pl.when("is_add_on", "is_placed").then(has))


(has_first_code,) = _first_code


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "is_evaluation",
        "date_of_service",
        "line_discipline",
        "billing_provider_npi",
        "diagnosis_codes",
        "is_placed",
    ),
    produces=("earlier_evaluation_on", "is_evaluation_history_known"),
)
def _evaluations(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """The date of the last evaluation before this one for the same first diagnosis."""
    rows = lines.with_row_index("row")
    shown = rows.filter("is_evaluation").select(
        "row",
        PATIENT_GROUP,
        "date_of_service",
        "line_discipline",
        pl.col("billing_provider_npi").fill_null(""),
        diagnosis=pl.col("diagnosis_codes").list.first(),
    )
    if shown.is_empty():
        return lines.select(
            earlier_evaluation_on=pl.lit(None, pl.Date),
            is_evaluation_history_known=pl.lit(value=True),
        )
    same = (PATIENT_GROUP, "line_discipline", "billing_provider_npi", "diagnosis")
    dated = shown.sort("date_of_service").with_columns(
        earlier=pl.col("date_of_service").shift().over(same)
    )
    is_known = pl.col("diagnosis").is_not_null()
    found = dated.select(
        "row",
        earlier_evaluation_on=pl.when(is_known, pl.col("earlier") < pl.col("date_of_service")).then(
            "earlier"
        ),
        is_evaluation_history_known=is_known,
    )
    joined = rows.select("row", "is_placed").join(
        found, on="row", how="left", maintain_order="left"
    )
    return joined.select(
        "earlier_evaluation_on",
        pl.col("is_evaluation_history_known").fill_null(value=True) & pl.col("is_placed"),
    )


earlier_evaluation_on, is_evaluation_history_known = _evaluations


@fact()
def days_since_evaluation() -> pl.Expr:
    """Days since the last evaluation for the same first diagnosis; empty without one."""
    return (pl.col("date_of_service") - earlier_evaluation_on).dt.total_days()


@frame_fact(
    reads=(PATIENT_GROUP, "date_of_service", "hcpcs_code", "code:time_base", "is_placed"),
    produces=("days_since_other_supply", "is_supply_history_known"),
)
def _supplies(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Days since the patient's last other remote-monitoring supply code."""
    rows = lines.with_row_index("row")
    shown = rows.filter(pl.col("code:time_base") == "per_30_days", "is_placed")
    is_known = pl.col("is_placed").alias("is_supply_history_known")
    nothing = lines.select(pl.lit(None, pl.Int64).alias("days_since_other_supply"), is_known)
    if shown.is_empty():
        return nothing
    own = shown.select("row", PATIENT_GROUP, "date_of_service", "hcpcs_code")
    pairs = own.join(own, on=PATIENT_GROUP, suffix="_other").filter(
        pl.col("row") != pl.col("row_other"),
        pl.col("date_of_service_other") <= pl.col("date_of_service"),
    )
    days = (pl.col("date_of_service") - pl.col("date_of_service_other")).dt.total_days()
    nearest = pairs.group_by("row").agg(days_since_other_supply=days.min())
    joined = rows.select("row", is_known).join(nearest, on="row", how="left", maintain_order="left")
    return joined.drop("row")


days_since_other_supply, is_supply_history_known = _supplies
