"""Mistakes in modifiers, and in KX at the year's threshold."""

from gaitbelt.services.demo.claims import KX, Claim, Line
from gaitbelt.services.demo.habits import SEPARATE, is_second_of_a_pair
from gaitbelt.services.demo.mistake import (
    AFTER_KX,
    ASKS_FOR_ASSISTANT_MODIFIERS,
    ASKS_FOR_THERAPY_MODIFIERS,
    ASSISTANT,
    EVALUATIONS,
    TIMED,
    Kind,
    changed,
    first,
    has_assistant,
    is_assistants,
    timed,
)

_ALWAYS_THERAPY = (*TIMED, *EVALUATIONS, "92507", "92526")
_WRONG = {"PT": "GO", "OT": "GP"}
_OTHER_ASSISTANT = {"CQ": "CO", "CO": "CQ"}


def _without(line: Line, *gone: str) -> tuple[str, ...]:
    return tuple(each for each in line.modifiers if each not in gone)


def _therapy_modifier_forgotten(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in _ALWAYS_THERAPY)
    if line is None or claim.payer not in ASKS_FOR_THERAPY_MODIFIERS or has_assistant(claim):
        return None
    return changed(claim, line, modifiers=_without(line, "GP", "GO", "GN"))


def _therapy_modifier_doubled(claim: Claim) -> Claim | None:
    line = first(timed(claim))
    if line is None or claim.payer not in ASKS_FOR_THERAPY_MODIFIERS or has_assistant(claim):
        return None
    both = (line.modifiers[0], _WRONG[line.discipline], *line.modifiers[1:])
    return changed(claim, line, modifiers=both)


def _therapy_modifier_of_another(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if each.hcpcs_code in EVALUATIONS)
    if line is None or claim.discipline not in _WRONG:
        return None
    modifiers = (_WRONG[claim.discipline], *line.modifiers[1:])
    return changed(claim, line, modifiers=modifiers)


def _assistants_line(claim: Claim) -> Line | None:
    """Return an assistant's line with units whose code has no other line."""
    return first(
        each
        for each in claim.lines
        if is_assistants(each)
        and each.unit_count > 0
        and claim.codes.count(each.hcpcs_code) == 1
        and claim.payer in ASKS_FOR_ASSISTANT_MODIFIERS
    )


def _assistant_modifier_of_another(claim: Claim) -> Claim | None:
    line = _assistants_line(claim)
    if line is None:
        return None
    swapped = tuple(_OTHER_ASSISTANT.get(each, each) for each in line.modifiers)
    return changed(claim, line, modifiers=swapped)


def _assistant_modifier_in_speech(claim: Claim) -> Claim | None:
    if claim.discipline != "SLP" or claim.payer not in ASKS_FOR_ASSISTANT_MODIFIERS:
        return None
    line = claim.lines[0]
    return changed(claim, line, modifiers=(line.modifiers[0], "CQ", *line.modifiers[1:]))


def _assistant_modifier_first(claim: Claim) -> Claim | None:
    line = _assistants_line(claim)
    if line is None:
        return None
    ahead = tuple(each for each in line.modifiers if each in ASSISTANT)
    return changed(claim, line, modifiers=(*ahead, *_without(line, *ASSISTANT)))


def _assistant_modifier_forgotten(claim: Claim) -> Claim | None:
    line = _assistants_line(claim)
    return None if line is None else changed(claim, line, modifiers=_without(line, *ASSISTANT))


def _assistant_modifier_added(claim: Claim) -> Claim | None:
    line = first(timed(claim))
    is_asked = claim.payer in ASKS_FOR_ASSISTANT_MODIFIERS
    if line is None or not is_asked or has_assistant(claim):
        return None
    own = {"PT": "CQ", "OT": "CO"}[line.discipline]
    return changed(claim, line, modifiers=(line.modifiers[0], own, *line.modifiers[1:]))


def _separate_for_nothing(claim: Claim) -> Claim | None:
    line = first(timed(claim))
    if line is None or claim.payer != "medicare":
        return None
    on = line.date_of_service
    if any(is_second_of_a_pair(code, claim.codes, on) for code in claim.codes):
        return None
    return changed(claim, line, modifiers=(*line.modifiers, SEPARATE))


def _kx_with_ga(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if KX in each.modifiers)
    return None if line is None else changed(claim, line, modifiers=(*line.modifiers, "GA"))


def _kx_forgotten(claim: Claim) -> Claim | None:
    line = first(each for each in claim.lines if KX in each.modifiers and each.unit_count > 0)
    return None if line is None else changed(claim, line, modifiers=_without(line, KX))


def _kx_too_early(claim: Claim) -> Claim | None:
    has_none = not any(KX in each.modifiers for each in claim.lines)
    line = first(each for each in claim.lines if each.hcpcs_code in EVALUATIONS)
    if line is None or claim.payer != "medicare" or not has_none:
        return None
    return changed(claim, line, modifiers=(*line.modifiers, KX))


MODIFIER_MISTAKES = (
    Kind("therapy-modifier-forgotten", "MOD001", 6, "An always-therapy code without GP, GO or GN.",
         _therapy_modifier_forgotten),
    Kind("therapy-modifier-doubled", "MOD002", 3, "A line with both GP and GO.",
         _therapy_modifier_doubled),
    Kind("evaluation-with-another-disciplines-modifier", "MOD003", 3,
         "An evaluation with the therapy modifier of another discipline.",
         _therapy_modifier_of_another),
    Kind("assistant-modifier-of-another-discipline", "MOD004", 3, "CQ with GO, or CO with GP.",
         _assistant_modifier_of_another),
    Kind("assistant-modifier-in-speech", "MOD005", 2, "CQ with GN.",
         _assistant_modifier_in_speech, ("MOD008",)),
    Kind("assistant-modifier-first", "MOD006", 4, "CQ or CO before GP or GO.",
         _assistant_modifier_first),
    Kind("assistant-modifier-forgotten", "MOD007", 5,
         "An assistant's minutes billed without CQ or CO.", _assistant_modifier_forgotten),
    Kind("assistant-modifier-added", "MOD008", 4,
         "CQ or CO on what the therapist did alone.", _assistant_modifier_added),
    Kind("59-for-nothing", "MOD009", 4, "59 on a line that no code pair concerns.",
         _separate_for_nothing),
    Kind("kx-with-ga", "MOD010", 3, "KX and GA on one line.", _kx_with_ga, stage=AFTER_KX),
    Kind("kx-forgotten", "THR001", 5, "No KX above the year's threshold.", _kx_forgotten,
         stage=AFTER_KX),
    Kind("kx-too-early", "THR002", 4, "KX while the year's total is below the threshold.",
         _kx_too_early, stage=AFTER_KX),
)  # fmt: skip
