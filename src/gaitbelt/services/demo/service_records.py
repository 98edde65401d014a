"""What the record says of evaluations, orthoses, monitoring and telehealth, by code."""

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.claims import Line
from gaitbelt.services.demo.habits import FIRST_FITTING, LATER_FITTING
from gaitbelt.services.demo.plan_records import Record

_PT_PARTS = ("history", "examination", "presentation", "decision_making")
_OT_PARTS = ("occupational_profile", "performance_deficits", "decision_making")


def _pt(factors: int, elements: int, presentation: str, decision: str) -> Record:
    return {
        "personal_factor_count": factors,
        "examination_element_count": elements,
        "clinical_presentation": presentation,
        "decision_making": decision,
        "evaluation_components": _PT_PARTS,
    }


def _ot(profile: str, deficits: int, decision: str) -> Record:
    return {
        "occupational_profile": profile,
        "performance_deficit_count": deficits,
        "decision_making": decision,
        "evaluation_components": _OT_PARTS,
    }


_EVALUATIONS: dict[str, Record] = {
    "97161": _pt(0, 2, "stable", "low"),
    "97162": _pt(2, 3, "evolving", "moderate"),
    "97163": _pt(3, 5, "unstable", "high"),
    "97165": _ot("brief", 2, "low"),
    "97166": _ot("expanded", 4, "moderate"),
    "97167": _ot("extensive", 6, "high"),
    "92522": {"evaluated_areas": ("speech_sound",)},
    "92523": {"evaluated_areas": ("speech_sound", "language")},
    "92524": {"evaluated_areas": ("voice",)},
}
"""What supports each evaluation: the published components at the code's own level."""

REEVALUATIONS = ("97164", "97168")
_REASONS = (("significant_change", 3), ("new_findings", 2), ("failure_to_respond", 1))
_FITTINGS = {FIRST_FITTING: "initial", LATER_FITTING: "subsequent"}
_DEVICES = ("98975", "98976", "98977")
_MANAGEMENT = "98980"


def service_record(chance: Chance, line: Line) -> Record:
    """Return what the record says of a line's service, by its code and place."""
    code, names = line.hcpcs_code, (line.claim_id, line.hcpcs_code)
    found: Record = dict(_EVALUATIONS.get(code, {}))
    if code in REEVALUATIONS:
        found["reevaluation_reasons"] = (chance.among(_REASONS, *names, "reason"),)
    if code in _FITTINGS:
        found["orthotic_encounter"] = _FITTINGS[code]
    if code in _DEVICES:
        found["monitored_days"] = chance.between(17, 29, *names, "days")
    if code == _MANAGEMENT:
        found["live_interaction_count"] = chance.between(1, 3, *names, "talks")
    found["is_patient_at_home"] = True if line.place_of_service_code == "10" else None
    return found
