"""Mistakes in diagnosis codes and pointers."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from gaitbelt.services.demo.claims import Claim
from gaitbelt.services.demo.habits import FIRST_FITTING, LATER_FITTING
from gaitbelt.services.demo.mistake import EVALUATIONS, RECORD, Kind, changed
from gaitbelt.services.demo.note_records import MONITORING

Change = Callable[[Claim], Claim | None]
Codes = tuple[str, ...]

_OPENS_SOMETHING = (*EVALUATIONS, FIRST_FITTING, LATER_FITTING, *MONITORING)
"""Codes by whose first diagnosis an episode is told: their lines keep it."""


def _is_plain(claim: Claim) -> bool:
    return not any(code in _OPENS_SOMETHING for code in claim.codes)


def _instead(by_code: Mapping[str, Codes]) -> Change:
    """Return a mistake that lists other diagnoses for some first ones."""

    def change(claim: Claim) -> Claim | None:
        codes = by_code.get(claim.lines[0].diagnosis_codes[0])
        if codes is None or not _is_plain(claim):
            return None
        return Claim(tuple(replace(line, diagnosis_codes=codes) for line in claim.lines))

    return change


def _no_diagnosis(claim: Claim) -> Claim | None:
    if not _is_plain(claim):
        return None
    return Claim(
        tuple(replace(line, diagnosis_codes=(), diagnosis_pointers=()) for line in claim.lines)
    )


def _pointer_beyond(claim: Claim) -> Claim | None:
    return changed(claim, claim.lines[-1], diagnosis_pointers=(2,)) if _is_plain(claim) else None


def _pointer_forgotten(claim: Claim) -> Claim | None:
    return changed(claim, claim.lines[-1], diagnosis_pointers=()) if _is_plain(claim) else None


_SLIP = {"M54.50": ("M54.60",), "R47.01": ("R47.03",)}
_HEADER = {"M54.50": ("M54.5",), "M17.11": ("M17",), "M75.41": ("M75.4",), "R13.12": ("R13.1",)}
_SIDELESS = {"M17.11": ("M17.10",), "M25.511": ("M25.519",), "G56.01": ("G56.00",)}
_CUT = {"S83.241D": ("S83.241",), "S62.521D": ("S62.521",)}
_ACTIVE = {"S83.241D": ("S83.241A",), "S62.521D": ("S62.521A",)}
_CAUSE_FIRST = {"S83.241D": ("W19.XXXD", "S83.241D"), "S62.521D": ("W19.XXXD", "S62.521D")}
_AFTERCARE = {"S83.241D": ("Z51.89", "S83.241D"), "S62.521D": ("Z51.89", "S62.521D")}
_APART = {"M54.50": ("M54.50", "M51.26"), "R26.89": ("R26.2", "R29.6")}
_SYMPTOM_FIRST = {"M17.11": ("M25.561", "M17.11")}
_TWICE = {"M54.50": ("M54.50", "M54.50"), "R49.0": ("R49.0", "R49.0")}
_GENERAL = {"M54.50": ("Z51.89",), "M75.41": ("Z51.89",), "M19.041": ("Z51.89",)}

DIAGNOSIS_MISTAKES = (
    Kind("diagnosis-mistyped", "DXC001", 2, "A diagnosis code that does not exist.",
         _instead(_SLIP), stage=RECORD),
    Kind("header-for-a-diagnosis", "DXC002", 3, "A diagnosis code that needs more characters.",
         _instead(_HEADER), stage=RECORD),
    Kind("side-left-open", "DXC003", 3, "A diagnosis of an unspecified side.",
         _instead(_SIDELESS), stage=RECORD),
    Kind("seventh-character-cut-off", "DXC004", 2, "An injury without its seventh character.",
         _instead(_CUT), stage=RECORD),
    Kind("injury-with-a", "DXC005", 2, "An injury with A, of active care.", _instead(_ACTIVE),
         stage=RECORD),
    Kind("external-cause-first", "DXC006", 1, "How the injury came about, listed first.",
         _instead(_CAUSE_FIRST), stage=RECORD),
    Kind("aftercare-for-an-injury", "DXC008", 2, "Aftercare listed before an injury.",
         _instead(_AFTERCARE), stage=RECORD),
    Kind("diagnoses-kept-apart", "DXC009", 2, "Two diagnoses that exclude each other.",
         _instead(_APART), stage=RECORD),
    Kind("pointer-to-nothing", "DXC010", 3, "A pointer to a second diagnosis of one.",
         _pointer_beyond, stage=RECORD),
    Kind("no-diagnosis", "DXC011", 2, "A visit without a diagnosis.", _no_diagnosis,
         stage=RECORD),
    Kind("pointer-forgotten", "DXC012", 2, "A line that points to no diagnosis.",
         _pointer_forgotten, stage=RECORD),
    Kind("symptom-first", "DXC013", 2, "Knee pain listed before the knee's arthritis.",
         _instead(_SYMPTOM_FIRST), stage=RECORD),
    Kind("general-aftercare-alone", "DXC014", 2, "General aftercare as the only diagnosis.",
         _instead(_GENERAL), stage=RECORD),
    Kind("diagnosis-twice", "DXC017", 2, "One diagnosis listed twice.", _instead(_TWICE),
         stage=RECORD),
)  # fmt: skip
