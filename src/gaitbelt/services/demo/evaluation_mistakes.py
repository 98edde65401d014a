"""Mistakes in what an evaluation, re-evaluation or fitting documents."""

from gaitbelt.services.demo.claims import Claim, Line
from gaitbelt.services.demo.habits import FIRST_FITTING
from gaitbelt.services.demo.mistake import (
    OT_EVALUATIONS,
    PT_EVALUATIONS,
    RECORD,
    Kind,
    first,
    line_recorded,
    with_lines,
)
from gaitbelt.services.demo.service_records import REEVALUATIONS


def _documented(claim: Claim, codes: tuple[str, ...], **columns: object) -> Claim | None:
    line = _line_of(claim, codes)
    return None if line is None else with_lines(claim, (line, line_recorded(line, **columns)))


def _line_of(claim: Claim, codes: tuple[str, ...]) -> Line | None:
    return first(line for line in claim.lines if line.hcpcs_code in codes)


def _pt_level_above(claim: Claim) -> Claim | None:
    return _documented(claim, PT_EVALUATIONS[1:], clinical_presentation="stable")


def _ot_level_above(claim: Claim) -> Claim | None:
    return _documented(claim, OT_EVALUATIONS[1:], occupational_profile="brief")


def _pt_level_below(claim: Claim) -> Claim | None:
    return _documented(
        claim,
        PT_EVALUATIONS[:1],
        personal_factor_count=2,
        examination_element_count=4,
        clinical_presentation="evolving",
        decision_making="moderate",
    )


def _history_forgotten(claim: Claim) -> Claim | None:
    left = ("examination", "presentation", "decision_making")
    return _documented(claim, PT_EVALUATIONS, evaluation_components=left)


def _profile_forgotten(claim: Claim) -> Claim | None:
    left = ("performance_deficits", "decision_making")
    return _documented(claim, OT_EVALUATIONS, evaluation_components=left)


def _reevaluated_for_no_reason(claim: Claim) -> Claim | None:
    if claim.payer != "medicare":
        return None
    return _documented(claim, REEVALUATIONS, reevaluation_reasons=("none",))


def _reevaluated_by_routine(claim: Claim) -> Claim | None:
    if claim.payer != "medicare":
        return None
    return _documented(claim, REEVALUATIONS, reevaluation_reasons=("recertification",))


def _language_not_evaluated(claim: Claim) -> Claim | None:
    return _documented(claim, ("92523",), evaluated_areas=("speech_sound",))


def _fitted_before(claim: Claim) -> Claim | None:
    return _documented(claim, (FIRST_FITTING,), orthotic_encounter="subsequent")


EVALUATION_MISTAKES = (
    Kind("pt-level-above-the-record", "COD009", 3,
         "97162 or 97163 for a presentation that the record calls stable.", _pt_level_above,
         stage=RECORD),
    Kind("ot-level-above-the-record", "COD010", 2,
         "97166 or 97167 with a brief occupational profile.", _ot_level_above, stage=RECORD),
    Kind("pt-level-below-the-record", "COD011", 2,
         "97161 where every component reaches moderate complexity.", _pt_level_below,
         stage=RECORD),
    Kind("history-forgotten", "COD013", 2, "A PT evaluation without the patient's history.",
         _history_forgotten, stage=RECORD),
    Kind("profile-forgotten", "COD013", 1, "An OT evaluation without the occupational profile.",
         _profile_forgotten, stage=RECORD),
    Kind("reevaluated-for-no-reason", "COD014", 2, "A re-evaluation without a reason.",
         _reevaluated_for_no_reason, stage=RECORD),
    Kind("reevaluated-by-routine", "COD015", 2, "A re-evaluation made for a recertification.",
         _reevaluated_by_routine, stage=RECORD),
    Kind("language-not-evaluated", "COD016", 2, "92523 where only speech sounds were evaluated.",
         _language_not_evaluated, stage=RECORD),
    Kind("fitted-before", "COD017", 1, "97760 for a later encounter for the orthosis.",
         _fitted_before, stage=RECORD),
)  # fmt: skip
