"""The code period: what is known of a code over dates on which nothing of it changes."""

import polars as pl

CODE_PERIOD: dict[str, pl.DataType] = {
    "hcpcs_code": pl.String(),
    "period_from": pl.Date(),
    "period_through": pl.Date(),
    "label": pl.String(),
    "is_in_force": pl.Boolean(),
    "ended_on": pl.Date(),
    "begins_on": pl.Date(),
    "successors": pl.String(),
    "medicare_successors": pl.String(),
    "time_base": pl.String(),
    "base_minutes": pl.Int64(),
    "band_from": pl.Int64(),
    "band_through": pl.Int64(),
    "primary_codes": pl.String(),
    "disciplines": pl.String(),
    "therapy_class": pl.String(),
    "service_kind": pl.String(),
    "status_code": pl.String(),
    "multiple_procedure_indicator": pl.String(),
    "mue_practitioner": pl.Int64(),
    "mue_outpatient": pl.Int64(),
    "mue_indicator_practitioner": pl.Int64(),
    "mue_indicator_outpatient": pl.Int64(),
    "has_mue_practitioner": pl.Boolean(),
    "has_mue_outpatient": pl.Boolean(),
    "areas_of_code": pl.String(),
    "encounter": pl.String(),
    "longer_code": pl.String(),
    "evaluation_level": pl.Int64(),
    "evaluation_level_codes": pl.List(pl.String()),
    "personal_factor_count_floors": pl.List(pl.Int64()),
    "examination_element_count_floors": pl.List(pl.Int64()),
    "performance_deficit_count_floors": pl.List(pl.Int64()),
    "clinical_presentation_words": pl.List(pl.String()),
    "occupational_profile_words": pl.List(pl.String()),
    "decision_making_words": pl.List(pl.String()),
}
"""One row per code and period; lists of codes and disciplines are joined by spaces.

``has_mue_…`` is null where the data cannot tell whether a limit was in force. The columns
from ``evaluation_level`` on are those of PT and OT evaluations: what levels 1 to 3 ask.
"""

PTP_EDIT: dict[str, pl.DataType] = {
    "column_one": pl.String(),
    "column_two": pl.String(),
    "setting": pl.String(),
    "modifier_indicator": pl.Int64(),
    "not_before": pl.Date(),
    "effective_from": pl.Date(),
    "established_from": pl.Date(),
    "effective_through": pl.Date(),
}
"""One row per dated NCCI pair; the reference file says how its dates are to be read."""
