"""What the clinic's therapists do in a visit: codes and minutes, as in a schedule."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gaitbelt.library.ncci import ptp_edit
from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.clinic import ASSISTED, SETTING

SEPARATE = "59"
GROUP = ("97150", "92508")
STIMULATION = "G0283"
VIDEO = "95"
FIRST_FITTING, LATER_FITTING = "97760", "97763"
_BY_VIDEO = ("97110", "97112", "97116", "97530", "97535", "92507")
_TAKES_97014 = ("commercial", "uhc_commercial")

_EVALUATIONS = {
    "PT": (("97161", 5), ("97162", 4), ("97163", 1)),
    "OT": (("97165", 5), ("97166", 4), ("97167", 1)),
    "SLP": (("92523", 4), ("92522", 3), ("92524", 1), ("92610", 3)),
}
_AFTER_EVALUATION = {"PT": ("97110", "97530"), "OT": ("97530", "97110"), "SLP": ()}
_REEVALUATION = {"PT": "97164", "OT": "97168"}

_TREATMENTS: dict[str, tuple[tuple[tuple[str, ...], int], ...]] = {
    "PT": (
        (("97110", "97140"), 18),
        (("97110", "97112", "97140"), 20),
        (("97110", "97530"), 16),
        (("97112", "97116", "97110"), 12),
        (("97530", "97140", "97110"), 12),
        (("97110", "97140", STIMULATION), 9),
        (("97110", "97140", "97035"), 5),
        (("97113",), 4),
        (("97150", "97110"), 4),
    ),
    "OT": (
        (("97530", "97110"), 26),
        (("97535", "97530"), 20),
        (("97110", "97140", "97018"), 16),
        (("97112", "97530"), 14),
        (("97530", "97110", "97140"), 12),
        (("97760", "97110"), 4),
        (("97150",), 4),
    ),
    "SLP": (
        (("92507",), 46),
        (("92526",), 22),
        (("97129", "97130"), 18),
        (("92526", "92507"), 6),
        (("92508",), 8),
    ),
}
_UNTIMED_MINUTES = {
    "97161": (25, 35), "97162": (35, 45), "97163": (45, 60),
    "97165": (30, 40), "97166": (40, 50), "97167": (50, 60),
    "97164": (20, 25), "97168": (20, 30),
    "92522": (40, 55), "92523": (50, 70), "92524": (40, 50), "92610": (35, 50),
    "92507": (30, 50), "92526": (30, 45), "92508": (40, 45), "97150": (25, 35),
    "G0283": (12, 15), "97014": (12, 15), "97018": (10, 12), "98975": (20, 25),
}  # fmt: skip
_TIMED_MINUTES = (
    (8, 3), (10, 5), (12, 7), (14, 5), (15, 20), (16, 8), (18, 10), (20, 12), (23, 12), (25, 8),
    (30, 10),
)  # fmt: skip
_FURTHER_MINUTES = ((15, 6), (20, 2), (30, 3))


@dataclass(frozen=True, slots=True)
class Intervention:
    """One thing done in a visit, as the note has it."""

    hcpcs_code: str
    minutes: int
    assistant_minutes: int = 0
    group_size: int | None = None
    modifiers: tuple[str, ...] = ()


def codes_of_visit(
    chance: Chance, kind: str, discipline: str, payer: str, *names: object
) -> list[str]:
    """Return the codes of a visit: an evaluation, a re-evaluation or a treatment."""
    if kind == "evaluation":
        first = chance.among(_EVALUATIONS[discipline], *names, "evaluation")
        further = _AFTER_EVALUATION[discipline]
        has_more = bool(further) and chance.is_under(60, *names, "and treatment")
        return [first, *([chance.one_of(further, *names, "which")] if has_more else [])]
    codes = list(chance.among(_TREATMENTS[discipline], *names, "treatment"))
    if payer in _TAKES_97014:
        codes = ["97014" if code == STIMULATION else code for code in codes]
    if kind == "reevaluation" and discipline in _REEVALUATION:
        kept = [code for code in codes if code not in GROUP][:2]
        return [_REEVALUATION[discipline], *kept]
    return codes


def interventions(
    chance: Chance, codes: Sequence[str], discipline: str, on: date, *names: object
) -> list[Intervention]:
    """Return what was done with its minutes, the assistant's minutes and attestations."""
    has_assistant = (
        discipline in ASSISTED
        and not any(code in _UNTIMED_MINUTES for code in codes)
        and chance.is_under(38, *names, "assistant")
    )
    found = []
    for code in codes:
        minutes = _minutes(chance, code, *names)
        alone = _assistant_minutes(chance, minutes, code, *names) if has_assistant else 0
        size = chance.between(3, 4, *names, "size") if code in GROUP else None
        attested = (SEPARATE,) if is_second_of_a_pair(code, codes, on) else ()
        found.append(Intervention(code, minutes, alone, size, attested))
    return found


def fitted(codes: Sequence[str], kind: str, *, is_first: bool) -> list[str]:
    """Return the codes with the orthosis's code of the encounter; a re-evaluation has none."""
    if is_first and kind == "treatment":
        return [*codes]
    instead = "97535" if kind == "reevaluation" else LATER_FITTING
    return [instead if code == FIRST_FITTING else code for code in codes]


def may_be_remote(done: Sequence[Intervention]) -> bool:
    """Return whether a visit can be given by picture and sound: by the therapist alone."""
    return all(
        each.hcpcs_code in _BY_VIDEO and not each.assistant_minutes and not each.modifiers
        for each in done
    )


def by_video(done: Sequence[Intervention]) -> list[Intervention]:
    """Return what was done in a visit as telehealth by picture and sound."""
    return [replace(each, modifiers=(*each.modifiers, VIDEO)) for each in done]


def is_second_of_a_pair(code: str, codes: Sequence[str], on: date) -> bool:
    """Return whether a code of the visit is paid only with 59: column two of an edit."""
    edits = (ptp_edit(code, other, on, SETTING) for other in codes if other != code)
    return any(edit.is_active and edit.column_two == code for edit in edits)


def _minutes(chance: Chance, code: str, *names: object) -> int:
    if code in _UNTIMED_MINUTES:
        low, high = _UNTIMED_MINUTES[code]
        return chance.between(low, high, *names, "minutes", code)
    if code == "97129":
        return 15
    options = _FURTHER_MINUTES if code == "97130" else _TIMED_MINUTES
    return chance.among(options, *names, "minutes", code)


def _assistant_minutes(chance: Chance, minutes: int, code: str, *names: object) -> int:
    """Return all of a code's minutes, about half of them, or none."""
    share = chance.among((("all", 5), ("half", 2), ("none", 3)), *names, "share", code)
    return {"all": minutes, "half": minutes // 2, "none": 0}[share]
