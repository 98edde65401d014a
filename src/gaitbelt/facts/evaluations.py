"""What an evaluation documents, and the level that this supports."""

import polars as pl

from gaitbelt.facts.codes import is_known_code
from gaitbelt.language.fact import fact
from gaitbelt.language.words import carries, code_fact
from gaitbelt.methods.evaluation_level import (
    in_words,
    level_by_count,
    level_by_word,
    lowest,
    supported_code,
)


def _counted(component: str) -> pl.Expr:
    return level_by_count(pl.col(component), code_fact(f"{component}_floors"))


def _worded(component: str) -> pl.Expr:
    return level_by_word(pl.col(component), code_fact(f"{component}_words"))


@fact(stands_for="hcpcs_code")
def billed_evaluation_level() -> pl.Expr:
    """The level of the billed PT or OT evaluation, 1 to 3; 0 for other codes."""
    level = code_fact("evaluation_level").fill_null(0)
    return pl.when(is_known_code).then(level).when(~is_known_code).then(0)


@fact(stands_for="hcpcs_code")
def is_pt_evaluation() -> pl.Expr:
    """Whether the code is a PT evaluation, which has levels."""
    return (billed_evaluation_level > 0) & (code_fact("disciplines") == "PT")


@fact(stands_for="hcpcs_code")
def is_ot_evaluation() -> pl.Expr:
    """Whether the code is an OT evaluation, which has levels."""
    return (billed_evaluation_level > 0) & (code_fact("disciplines") == "OT")


@fact(stands_for="personal_factor_count")
def history_level() -> pl.Expr:
    """The level that the personal factors of a PT evaluation reach, 1 to 3."""
    return _counted("personal_factor_count")


@fact(stands_for="examination_element_count")
def examination_level() -> pl.Expr:
    """The level that the examined elements of a PT evaluation reach, 0 to 3."""
    return _counted("examination_element_count")


@fact(stands_for="clinical_presentation")
def presentation_level() -> pl.Expr:
    """The level of the clinical presentation of a PT evaluation, 1 to 3."""
    return _worded("clinical_presentation")


@fact(stands_for="occupational_profile")
def profile_level() -> pl.Expr:
    """The level of the occupational profile of an OT evaluation, 1 to 3."""
    return _worded("occupational_profile")


@fact(stands_for="performance_deficit_count")
def deficit_level() -> pl.Expr:
    """The level that the performance deficits of an OT evaluation reach, 0 to 3."""
    return _counted("performance_deficit_count")


@fact(stands_for="decision_making")
def decision_level() -> pl.Expr:
    """The level of the clinical decision making of an evaluation, 1 to 3."""
    return _worded("decision_making")


PT_LEVELS = (history_level, examination_level, presentation_level, decision_level)
OT_LEVELS = (profile_level, deficit_level, decision_level)


@fact()
def is_pt_level_above() -> pl.Expr:
    """Whether a component of a PT evaluation stays below the billed level."""
    return pl.any_horizontal(level < billed_evaluation_level for level in PT_LEVELS)


@fact()
def is_ot_level_above() -> pl.Expr:
    """Whether a component of an OT evaluation stays below the billed level."""
    return pl.any_horizontal(level < billed_evaluation_level for level in OT_LEVELS)


@fact()
def is_pt_level_below() -> pl.Expr:
    """Whether every component of a PT evaluation reaches more than the billed level."""
    return pl.all_horizontal(level > billed_evaluation_level for level in PT_LEVELS)


@fact()
def is_ot_level_below() -> pl.Expr:
    """Whether every component of an OT evaluation reaches more than the billed level."""
    return pl.all_horizontal(level > billed_evaluation_level for level in OT_LEVELS)


@fact()
def supported_pt_code() -> pl.Expr:
    """The PT evaluation that the documented components support, or words where none."""
    return supported_code(lowest(*PT_LEVELS), code_fact("evaluation_level_codes"))


@fact()
def supported_ot_code() -> pl.Expr:
    """The OT evaluation that the documented components support, or words where none."""
    return supported_code(lowest(*OT_LEVELS), code_fact("evaluation_level_codes"))


@fact()
def pt_levels_in_words() -> pl.Expr:
    """The level of each component of a PT evaluation, in words."""
    return pl.concat_str(
        pl.lit("history "),
        in_words(history_level),
        pl.lit(", examination "),
        in_words(examination_level),
        pl.lit(", presentation "),
        in_words(presentation_level),
        pl.lit(", decision making "),
        in_words(decision_level),
    )


@fact()
def ot_levels_in_words() -> pl.Expr:
    """The level of each component of an OT evaluation, in words."""
    return pl.concat_str(
        pl.lit("occupational profile "),
        in_words(profile_level),
        pl.lit(", performance deficits "),
        in_words(deficit_level),
        pl.lit(", decision making "),
        in_words(decision_level),
    )


_PT_COMPONENTS = ("history", "examination", "presentation", "decision_making")
_OT_COMPONENTS = ("occupational_profile", "performance_deficits", "decision_making")


def _is_absent(component: str) -> pl.Expr:
    """Return whether a component that the billed evaluation asks for is not documented."""
    asking = [
        is_asking
        for is_asking, wanted in (
            (is_pt_evaluation, _PT_COMPONENTS),
            (is_ot_evaluation, _OT_COMPONENTS),
        )
        if component in wanted
    ]
    is_documented = pl.col("evaluation_components").list.contains(component)
    return pl.any_horizontal(asking) & ~is_documented


@fact()
def is_component_absent() -> pl.Expr:
    """Whether the record lacks a component that the billed evaluation asks for."""
    every = dict.fromkeys((*_PT_COMPONENTS, *_OT_COMPONENTS))
    return pl.any_horizontal(_is_absent(component) for component in every)


@fact()
def absent_components() -> pl.Expr:
    """The components that the billed evaluation asks for and the record lacks, in words."""
    every = dict.fromkeys((*_PT_COMPONENTS, *_OT_COMPONENTS))
    return pl.concat_str(
        pl.when(_is_absent(component))
        .then(pl.lit(" " + component.replace("_", " ") + ";"))
        .otherwise(pl.lit(""))
        for component in every
    )


REASONS = ("new_findings", "significant_change", "failure_to_respond", "discharge")
ROUTINE = ("routine", "progress_report", "recertification")


def _given(*reasons: str) -> pl.Expr:
    return pl.any_horizontal(
        pl.col("reevaluation_reasons").list.contains(reason) for reason in reasons
    )


@fact()
def has_reason_to_reevaluate() -> pl.Expr:
    """Whether the record gives a reason for which a re-evaluation is separately payable."""
    return _given(*REASONS)


@fact()
def is_reevaluation_routine() -> pl.Expr:
    """Whether the record gives only a routine reason for the re-evaluation."""
    return _given(*ROUTINE) & ~has_reason_to_reevaluate


@fact(stands_for="hcpcs_code")
def first_area() -> pl.Expr:
    """The first area that an SLP evaluation covers; empty for other codes."""
    held = code_fact("areas_of_code").str.split(" ").list.first().fill_null("")
    return pl.when(is_known_code).then(held).when(~is_known_code).then(pl.lit(""))


@fact(stands_for="hcpcs_code")
def second_area() -> pl.Expr:
    """The second area that an SLP evaluation covers; empty where there is none."""
    held = code_fact("areas_of_code").str.split(" ").list.get(1, null_on_oob=True).fill_null("")
    return pl.when(is_known_code).then(held).when(~is_known_code).then(pl.lit(""))


@fact()
def is_area_not_evaluated() -> pl.Expr:
    """Whether an SLP evaluation covers an area that was not evaluated, and no 52 says so."""
    looked_at = pl.col("evaluated_areas")
    is_first_absent = (first_area != "") & ~looked_at.list.contains(first_area)
    is_second_absent = (second_area != "") & ~looked_at.list.contains(second_area)
    return (is_first_absent | is_second_absent) & ~carries("52")


@fact()
def areas_in_words() -> pl.Expr:
    """The areas that an SLP evaluation covers, in words."""
    return pl.concat_str(
        first_area,
        pl.when(second_area != "").then(pl.lit(" and ")).otherwise(pl.lit("")),
        second_area,
    )
