"""Mistakes on the claim form, and in modifiers that therapy lines do not carry."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from gaitbelt.services.demo.claims import Claim
from gaitbelt.services.demo.clinic import TAXONOMIES
from gaitbelt.services.demo.courses import Course
from gaitbelt.services.demo.mistake import (
    EVALUATIONS,
    RECORD,
    CourseKind,
    Kind,
    Placed,
    changed,
    first,
    recorded,
    timed,
)

Change = Callable[[Claim], Claim | None]
_FILED_AFTER = {"medicare": 390, "tricare": 390, "uhc_commercial": 200}
"""Days after the visit that are too late for each payer with a published limit."""

_OTHER = {"PT": "OT", "OT": "SLP", "SLP": "PT"}
_ASSISTANTS = {"PT": "225200000X", "OT": "224Z00000X"}
_EARLIER_NUMBER = "2025000417"
_ROOM = 3
_QUARTER_HOUR = 15
_SENT_TWICE_TO = ("commercial", "tricare", "medicare_advantage")


def _filed_late(claim: Claim) -> Claim | None:
    days = _FILED_AFTER.get(claim.payer)
    return None if days is None else recorded(claim, submitted_on=claim.on + timedelta(days=days))


def _sent_too_soon(claim: Claim) -> Claim | None:
    return recorded(claim, submitted_on=claim.on - timedelta(days=1))


def _on_medicare(**columns: object) -> Change:
    """Return a mistake that changes columns of a Medicare claim's form."""

    def change(claim: Claim) -> Claim | None:
        return recorded(claim, **columns) if claim.payer == "medicare" else None

    return change


def _mistyped(number: str) -> str:
    """Return a number with its last two digits the other way about, or the last one wrong."""
    swapped = number[:-2] + number[:-3:-1]
    return swapped if swapped != number else number[:-1] + str((int(number[-1]) + 1) % 10)


def _rendering_mistyped(claim: Claim) -> Claim | None:
    number = _mistyped(claim.lines[0].rendering_provider_npi)
    return Claim(tuple(replace(line, rendering_provider_npi=number) for line in claim.lines))


def _referring_mistyped(claim: Claim) -> Claim | None:
    number = str(claim.lines[0].record["referring_provider_npi"])
    return recorded(claim, referring_provider_npi=_mistyped(number))


def _taxonomy_of_another(claim: Claim) -> Claim | None:
    return recorded(claim, rendering_provider_taxonomy_code=TAXONOMIES[_OTHER[claim.discipline]])


def _assistant_renders(claim: Claim) -> Claim | None:
    taxonomy = _ASSISTANTS.get(claim.discipline)
    if taxonomy is None or claim.payer != "medicare":
        return None
    return recorded(claim, rendering_provider_taxonomy_code=taxonomy)


def _in_a_hospital(claim: Claim) -> Claim | None:
    if claim.payer != "medicare" or claim.is_remote:
        return None
    return Claim(tuple(replace(line, place_of_service_code="22") for line in claim.lines))


def _replaced_without_number(claim: Claim) -> Claim | None:
    return None if claim.payer == "medicare" else recorded(claim, claim_frequency_code="7")


def _total_differs(claim: Claim) -> Claim | None:
    total = Decimal(str(claim.lines[0].record["claim_charge_amount"]))
    return recorded(claim, claim_charge_amount=total + Decimal("9.00"))


def _also_carrying(claim: Claim, codes: tuple[str, ...] | None, modifier: str) -> Claim | None:
    among = timed(claim) if codes is None else claim.lines
    line = first(
        each
        for each in among
        if len(each.modifiers) <= _ROOM and (codes is None or each.hcpcs_code in codes)
    )
    if line is None or claim.is_remote:
        return None
    return changed(claim, line, modifiers=(*line.modifiers, modifier))


def _side_on_a_timed_code(claim: Claim) -> Claim | None:
    return _also_carrying(claim, ("97110", "97140"), "RT")


def _repeated_procedure(claim: Claim) -> Claim | None:
    return _also_carrying(claim, None, "76") if claim.payer == "medicare" else None


def _separate_evaluation(claim: Claim) -> Claim | None:
    return _also_carrying(claim, EVALUATIONS, "25") if claim.payer == "medicare" else None


def _sent_twice(course: Course) -> Placed | None:
    """Send a claim of whole quarter hours again three weeks later, under another number."""
    found = first(claim for claim in course.claims if _is_in_quarter_hours(claim))
    if found is None or course.payer not in _SENT_TWICE_TO:
        return None
    number = f"{found.claim_id}-again"
    later = recorded(found, submitted_on=found.on + timedelta(days=24))
    again = Claim(tuple(replace(line, claim_id=number) for line in later.lines))
    return Placed(
        replace(course, claims=(*course.claims, again)), number, keeps=(found.claim_id, number)
    )


def _is_in_quarter_hours(claim: Claim) -> bool:
    """Return whether twice the minutes are twice the units, however they are counted."""
    return len(timed(claim)) == len(claim.lines) and not any(
        line.minutes is None or line.minutes % _QUARTER_HOUR or line.assistant_minutes
        for line in claim.lines
    )


FORM_MISTAKES = (
    Kind("filed-late", "FRM001", 3, "Sent after the payer's filing limit.", _filed_late,
         stage=RECORD),
    Kind("sent-before-the-visit", "FRM002", 2, "Sent the day before the visit.", _sent_too_soon,
         stage=RECORD),
    Kind("referring-provider-absent", "FRM003", 3, "No referring or certifying provider.",
         _on_medicare(referring_provider_npi=None), stage=RECORD),
    Kind("rendering-npi-mistyped", "FRM004", 3, "Two digits of the rendering NPI swapped.",
         _rendering_mistyped, stage=RECORD),
    Kind("referring-npi-mistyped", "FRM005", 2, "Two digits of the referring NPI swapped.",
         _referring_mistyped, stage=RECORD),
    Kind("taxonomy-of-another-discipline", "FRM006", 2,
         "The rendering provider's kind is of another discipline.", _taxonomy_of_another,
         stage=RECORD),
    Kind("assistant-renders", "FRM007", 2, "An assistant's kind as the rendering provider's.",
         _assistant_renders, stage=RECORD),
    Kind("medicare-billed-first", "FRM008", 2,
         "Medicare billed first where another payer pays before it.",
         _on_medicare(has_other_primary_payer=True), stage=RECORD),
    Kind("place-22", "FRM009", 2, "A practitioner's therapy in an outpatient hospital.",
         _in_a_hospital, stage=RECORD),
    Kind("replaced-without-its-number", "FRM011", 2,
         "A replacement without the payer's number of the first claim.",
         _replaced_without_number, stage=RECORD),
    Kind("replacement-to-medicare", "FRM012", 2, "Frequency code 7 to Medicare Part B.",
         _on_medicare(claim_frequency_code="7", payer_claim_control_number=_EARLIER_NUMBER),
         stage=RECORD),
    Kind("total-differs", "FRM016", 3, "A claim total that its lines do not make.",
         _total_differs, stage=RECORD),
    Kind("25-on-an-evaluation", "MOD015", 2, "25 on an evaluation.", _separate_evaluation,
         stage=RECORD),
    Kind("76-on-a-timed-code", "MOD016", 2, "76 on a timed code.", _repeated_procedure,
         stage=RECORD),
    Kind("rt-on-a-timed-code", "MOD018", 2, "RT on 97110 or 97140.", _side_on_a_timed_code,
         stage=RECORD),
)  # fmt: skip

SENDING_MISTAKES = (
    CourseKind("claim-sent-twice", "FRM014", 2, "A claim sent again as another original.",
               _sent_twice),
)  # fmt: skip
