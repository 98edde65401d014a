"""Mistakes in telehealth and remote monitoring."""

from collections.abc import Callable
from dataclasses import replace

from gaitbelt.services.demo.claims import Claim, Line
from gaitbelt.services.demo.habits import SEPARATE, VIDEO
from gaitbelt.services.demo.mistake import (
    RECORD,
    Kind,
    changed,
    first,
    has_assistant,
    line_recorded,
    with_lines,
)
from gaitbelt.services.demo.note_records import MONITORING

Change = Callable[[Claim], Claim | None]
AUDIO_ALONE = "93"
_ELSEWHERE, _HOME, _OFFICE = "02", "10", "11"


def _is_medicares(claim: Claim) -> bool:
    return claim.payer == "medicare" and claim.is_remote


def _swapped(line: Line, *instead: str) -> tuple[str, ...]:
    """Return a line's modifiers with others in the place of 95."""
    kept = [[*instead] if each == VIDEO else [each] for each in line.modifiers]
    return tuple(each for parts in kept for each in parts)


def _marked(*instead: str, place: str | None = None, **columns: object) -> Change:
    """Return a mistake that changes how a Medicare telehealth visit is marked."""

    def change(claim: Claim) -> Claim | None:
        if not _is_medicares(claim):
            return None
        return Claim(
            tuple(
                replace(
                    line_recorded(line, **columns),
                    modifiers=_swapped(line, *instead),
                    place_of_service_code=place or line.place_of_service_code,
                )
                for line in claim.lines
            )
        )

    return change


def _by_video_and_sound_alone(claim: Claim) -> Claim | None:
    if not claim.is_remote:
        return None
    line = claim.lines[0]
    return changed(claim, line, modifiers=(*line.modifiers, AUDIO_ALONE))


def _hands_on_from_afar(claim: Claim) -> Claim | None:
    """Mark a visit with manual therapy as telehealth."""
    is_plain = not any(SEPARATE in line.modifiers for line in claim.lines)
    if claim.payer != "medicare" or claim.is_remote or "97140" not in claim.codes:
        return None
    if not is_plain or has_assistant(claim) or {*claim.codes} - {"97110", "97112", "97140"}:
        return None
    return Claim(
        tuple(
            replace(
                line_recorded(line, is_patient_at_home=True),
                modifiers=(*line.modifiers, VIDEO),
                place_of_service_code=_HOME,
            )
            for line in claim.lines
        )
    )


def _line_of(claim: Claim, *codes: str) -> Line | None:
    return first(line for line in claim.lines if line.hcpcs_code in codes)


def _monitoring_as_telehealth(claim: Claim) -> Claim | None:
    line = _line_of(claim, *MONITORING)
    if line is None or claim.payer not in {"medicare", "uhc_commercial"}:
        return None
    return changed(claim, line, modifiers=(*line.modifiers, VIDEO))


def _too_few_days(claim: Claim) -> Claim | None:
    line = _line_of(claim, "98977")
    if line is None:
        return None
    return with_lines(claim, (line, line_recorded(line, monitored_days=9)))


def _set_up_for_few_days(claim: Claim) -> Claim | None:
    line = _line_of(claim, "98975")
    if line is None or claim.payer != "medicare":
        return None
    return with_lines(claim, (line, line_recorded(line, monitored_days=5)))


def _never_talked(claim: Claim) -> Claim | None:
    line = _line_of(claim, "98980")
    if line is None:
        return None
    return with_lines(claim, (line, line_recorded(line, live_interaction_count=0)))


def _managed_too_shortly(claim: Claim) -> Claim | None:
    line = _line_of(claim, "98980")
    is_noted = line is not None and line.minutes is not None
    return changed(claim, line, minutes=14) if line is not None and is_noted else None


REMOTE_MISTAKES = (
    Kind("97140-by-telehealth", "TEL002", 2, "Manual therapy marked as telehealth.",
         _hands_on_from_afar, stage=RECORD),
    Kind("95-forgotten", "TEL003", 3, "Place 10 without 95.", _marked(), stage=RECORD),
    Kind("95-in-the-office", "TEL004", 3, "95 with place 11.",
         _marked(VIDEO, place=_OFFICE, is_patient_at_home=None), stage=RECORD),
    Kind("95-with-93", "TEL005", 2, "95 and 93 on one line.", _by_video_and_sound_alone,
         stage=RECORD),
    Kind("93-outside-the-home", "TEL006", 2, "93 with place 02.",
         _marked(AUDIO_ALONE, place=_ELSEWHERE, is_patient_at_home=False), stage=RECORD),
    Kind("gt-for-95", "TEL007", 2, "GT in the place of 95.", _marked("GT"), stage=RECORD),
    Kind("02-for-10", "TEL008", 3, "Place 02 while the patient was at home.",
         _marked(VIDEO, place=_ELSEWHERE), stage=RECORD),
    Kind("monitoring-as-telehealth", "TEL009", 2, "Remote monitoring marked with 95.",
         _monitoring_as_telehealth, stage=RECORD),
    Kind("monitoring-without-a-talk", "COD024", 2, "98980 in a month without a live talk.",
         _never_talked, stage=RECORD),
    Kind("device-data-of-nine-days", "COD025", 2, "98977 with nine days of data.",
         _too_few_days, stage=RECORD),
    Kind("set-up-for-five-days", "COD026", 1, "98975 with five days of data.",
         _set_up_for_few_days, stage=RECORD),
    Kind("monitoring-of-fourteen-minutes", "COD030", 2, "98980 with 14 minutes in the month.",
         _managed_too_shortly, stage=RECORD),
)  # fmt: skip
