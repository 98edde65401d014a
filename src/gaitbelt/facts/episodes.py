"""What the patient's other lines and dates say about a line."""

import polars as pl

from gaitbelt.facts.codes import is_evaluation
from gaitbelt.language.fact import DATE_OF_SERVICE, PATIENT, PROVIDER_DATE, fact, frame_fact
from gaitbelt.language.words import any_of

PATIENT_GROUP = f"group:{PATIENT}"
PROVIDER_GROUP = f"group:{PROVIDER_DATE}"


@fact(stands_for="claim_id")
def claim_order() -> pl.Expr:
    """The claim, where lines of one date are put in order; empty without one."""
    return pl.col("claim_id").fill_null("")


@fact(stands_for="line_number")
def line_order() -> pl.Expr:
    """The line's number, where lines of one claim are put in order; 0 without one."""
    return pl.col("line_number").fill_null(0)


@fact(stands_for="billing_provider_npi")
def practice() -> pl.Expr:
    """Who bills the line; empty where the line does not say."""
    return pl.col("billing_provider_npi").fill_null("")


@fact(stands_for="diagnosis_codes")
def first_diagnosis() -> pl.Expr:
    """The diagnosis the line points to first, or the first of the claim; empty without one."""
    codes = pl.col("diagnosis_codes")
    place = pl.col("diagnosis_pointers").list.first() - 1
    pointed = pl.when(place >= 0).then(codes.list.get(place, null_on_oob=True))
    return pl.coalesce(pointed, codes.list.first())


@fact(per=DATE_OF_SERVICE)
def has_evaluation_on_date() -> pl.Expr:
    """Whether the date has an evaluation of the discipline."""
    return any_of(is_evaluation)


@frame_fact(
    reads=(
        PROVIDER_GROUP,
        PATIENT_GROUP,
        "payer",
        "hcpcs_code",
        "date_of_service",
        "is_placed",
        "is_add_on",
        "first_codes",
        "is_counted_by_month",
    ),
    produces={"has_first_code": pl.Boolean()},
    only_where="is_add_on",
)
def _first_code(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Whether an add-on's first code is billed: that day, or that month for monthly codes."""
    month = pl.col("date_of_service").dt.truncate("1mo").alias("month")
    rows = lines.with_row_index("row")
    added = (
        rows.filter("is_add_on")
        .select(
            "row",
            PROVIDER_GROUP,
            PATIENT_GROUP,
            "payer",
            month,
            is_monthly="is_counted_by_month",
            hcpcs_code=pl.col("first_codes").str.split(" "),
        )
        .explode("hcpcs_code")
    )
    firsts = rows.filter(pl.col("hcpcs_code").is_in(added["hcpcs_code"].unique().implode()))
    same_day = added.filter(~pl.col("is_monthly")).join(
        firsts, on=[PROVIDER_GROUP, "hcpcs_code"], how="semi"
    )
    same_month = added.filter("is_monthly").join(
        firsts.with_columns(month),
        on=[PATIENT_GROUP, "payer", "month", "hcpcs_code"],
        how="semi",
        nulls_equal=True,
    )
    with_first = pl.concat([same_day["row"], same_month["row"]]).unique()
    has = pl.col("row").is_in(with_first.implode())
    return rows.select(has_first_code=pl.when("is_add_on", "is_placed").then(has))


(has_first_code,) = _first_code


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "is_therapist_evaluation",
        "date_of_service",
        "payer",
        "line_discipline",
        "practice",
        "first_diagnosis",
        "is_placed",
    ),
    produces={
        "days_since_evaluation": pl.Int64(),
        "days_since_unexplained_evaluation": pl.Int64(),
    },
    only_where="is_therapist_evaluation",
    fewest=2,
)
def _evaluations(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Days since the practice's last evaluation: for the same diagnosis, for one unstated."""
    same = [PATIENT_GROUP, "payer", "line_discipline", "practice"]
    rows = lines.with_row_index("row")
    shown = (
        rows.filter("is_therapist_evaluation", "is_placed")
        .with_columns(pl.col("payer", "line_discipline").fill_null(""))
        .select("row", *same, "date_of_service", "first_diagnosis")
        .sort("date_of_service")
    )
    is_stated = pl.col("first_diagnosis").is_not_null()
    stated, unstated = shown.filter(is_stated), shown.filter(~is_stated)
    alike = _days_back(stated, stated, [*same, "first_diagnosis"])
    open_ones = pl.concat([_days_back(stated, unstated, same), _days_back(unstated, shown, same)])
    return (
        rows.select("row")
        .join(alike, on="row", how="left", maintain_order="left")
        .join(open_ones, on="row", how="left", maintain_order="left", suffix="_open")
        .select(days_since_evaluation="days", days_since_unexplained_evaluation="days_open")
    )


def _days_back(asked: pl.DataFrame, earlier: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return how many days before each row the last earlier one alike is, by ``row``."""
    dated = earlier.select(*by, "date_of_service", earlier="date_of_service")
    found = asked.join_asof(
        dated, on="date_of_service", by=by, allow_exact_matches=False, check_sortedness=False
    )
    days = (pl.col("date_of_service") - pl.col("earlier")).dt.total_days()
    return found.select("row", days=days)


days_since_evaluation, days_since_unexplained_evaluation = _evaluations


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "payer",
        "date_of_service",
        "is_supply",
        "claim_order",
        "line_order",
        "hcpcs_code",
        "is_placed",
    ),
    produces={"days_since_supply": pl.Int64(), "earlier_supply_code": pl.String()},
    only_where="is_supply",
    fewest=2,
)
def _supplies(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Days since the patient's last remote-monitoring supply line, and its code."""
    rows = lines.with_row_index("row")
    shown = rows.filter("is_supply", "is_placed").sort(
        PATIENT_GROUP, "payer", "date_of_service", "claim_order", "line_order", "hcpcs_code"
    )
    same = (PATIENT_GROUP, "payer")
    before = pl.col("date_of_service").shift().over(*same)
    found = shown.select(
        "row",
        days_since_supply=(pl.col("date_of_service") - before).dt.total_days(),
        earlier_supply_code=pl.col("hcpcs_code").shift().over(*same),
    )
    return rows.select("row").join(found, on="row", how="left", maintain_order="left").drop("row")


days_since_supply, earlier_supply_code = _supplies


@fact()
def is_placed_in_time() -> pl.Expr:
    """Whether the line has a person and a date, so that history can be looked up."""
    return pl.when(pl.col("is_placed")).then(statement=True)
