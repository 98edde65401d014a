"""What comes once in an episode, and what only follows it."""

import polars as pl

from gaitbelt.facts.codes import is_known_code
from gaitbelt.language.fact import PATIENT, fact, frame_fact
from gaitbelt.language.words import code_fact

PATIENT_GROUP = f"group:{PATIENT}"
DEVICE = "L"
"""How the HCPCS codes of orthoses and prostheses themselves begin."""


def _of_known(condition: pl.Expr) -> pl.Expr:
    held = condition.fill_null(value=False)
    return pl.when(is_known_code).then(held).when(~is_known_code).then(statement=False)


@fact(stands_for="hcpcs_code")
def is_initial_encounter_code() -> pl.Expr:
    """Whether the code is for the first encounter for an orthosis or prosthesis."""
    return _of_known(code_fact("encounter") == "initial")


@fact(stands_for="hcpcs_code")
def is_later_encounter_code() -> pl.Expr:
    """Whether the code is for a later encounter for an orthosis or prosthesis."""
    return _of_known(code_fact("encounter") == "subsequent")


@fact(stands_for="hcpcs_code")
def is_monitoring_setup() -> pl.Expr:
    """Whether the code is the set-up of remote therapeutic monitoring."""
    is_remote = code_fact("service_kind") == "remote_monitoring"
    return _of_known(is_remote & (code_fact("time_base") == "untimed"))


@fact(stands_for="hcpcs_code")
def is_once_in_episode() -> pl.Expr:
    """Whether the code comes once in an episode."""
    return is_initial_encounter_code | is_monitoring_setup


_SAME = (PATIENT_GROUP, "payer", "practice", "hcpcs_code")


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "is_once_in_episode",
        "hcpcs_code",
        "date_of_service",
        "payer",
        "practice",
        "first_diagnosis",
        "is_placed",
    ),
    produces={"days_since_same_code": pl.Int64(), "days_since_unexplained_code": pl.Int64()},
    only_where="is_once_in_episode",
    fewest=2,
)
def _repeated(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Days since the practice last billed the code: for the same diagnosis, for one unstated."""
    rows = lines.with_row_index("row")
    shown = (
        rows.filter("is_once_in_episode", "is_placed")
        .with_columns(pl.col("payer").fill_null(""))
        .select("row", *_SAME, "date_of_service", "first_diagnosis")
        .sort("date_of_service")
    )
    is_stated = pl.col("first_diagnosis").is_not_null()
    stated, unstated = shown.filter(is_stated), shown.filter(~is_stated)
    alike = _days_back(stated, stated, [*_SAME, "first_diagnosis"])
    open_ones = pl.concat(
        [_days_back(stated, unstated, [*_SAME]), _days_back(unstated, shown, [*_SAME])]
    )
    return (
        rows.select("row")
        .join(alike, on="row", how="left", maintain_order="left")
        .join(open_ones, on="row", how="left", maintain_order="left", suffix="_open")
        .select(days_since_same_code="days", days_since_unexplained_code="days_open")
    )


def _days_back(asked: pl.DataFrame, earlier: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Return how many days before each row the last earlier one alike is, by ``row``."""
    dated = earlier.select(*by, "date_of_service", earlier="date_of_service")
    found = asked.join_asof(
        dated, on="date_of_service", by=by, allow_exact_matches=False, check_sortedness=False
    )
    days = (pl.col("date_of_service") - pl.col("earlier")).dt.total_days()
    return found.select("row", days=days)


days_since_same_code, days_since_unexplained_code = _repeated


@frame_fact(
    reads=(
        PATIENT_GROUP,
        "is_initial_encounter_code",
        "is_later_encounter_code",
        "is_evaluation",
        "hcpcs_code",
        "line_discipline",
        "date_of_service",
        "practice",
        "is_placed",
    ),
    produces={"has_initial_encounter": pl.Boolean()},
    only_where="is_later_encounter_code",
    stands_for="earlier lines of the patient",
)
def _fitted(lines: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    """Whether the orthosis was met before; empty where the lines do not reach the evaluation."""
    same = [PATIENT_GROUP, "practice"]
    rows = lines.with_row_index("row").filter("is_placed")
    asked = rows.filter("is_later_encounter_code")
    is_device = pl.col("hcpcs_code").str.starts_with(DEVICE)
    firsts = rows.filter(pl.col("is_initial_encounter_code") | is_device).group_by(same)
    fitted_on = firsts.agg(fitted_on=pl.col("date_of_service").min())
    met_on = asked.group_by(same).agg(met_on=pl.col("date_of_service").min())
    by_discipline = [*same, "line_discipline"]
    evaluated = rows.filter("is_evaluation").group_by(by_discipline)
    evaluated_on = evaluated.agg(evaluated_on=pl.col("date_of_service").min())
    day = pl.col("date_of_service")
    is_met = (pl.col("fitted_on") <= day).fill_null(value=False) | (pl.col("met_on") < day)
    is_reached = (pl.col("evaluated_on") <= day).fill_null(value=False)
    found = (
        asked.join(fitted_on, on=same, how="left")
        .join(met_on, on=same, how="left")
        .join(evaluated_on, on=by_discipline, how="left")
        .select(
            "row",
            has_initial_encounter=pl.when(is_met)
            .then(statement=True)
            .when(is_reached)
            .then(statement=False),
        )
    )
    every = lines.with_row_index("row")
    return every.select("row").join(found, on="row", how="left", maintain_order="left").drop("row")


(has_initial_encounter,) = _fitted
