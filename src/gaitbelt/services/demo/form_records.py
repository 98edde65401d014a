"""The claim form beside the lines, the payer's permission, and what was paid."""

from datetime import timedelta

from gaitbelt.services.demo.chance import Chance
from gaitbelt.services.demo.claims import Claim, Line
from gaitbelt.services.demo.clinic import REFERRERS, TAXONOMIES
from gaitbelt.services.demo.courses import Course
from gaitbelt.services.demo.plan_records import Record

PLAN_VISITS = 60
_AUTHORIZED_DAYS = 240
_SPARE_VISITS, _SPARE_UNITS = 2, 6
_REDUCING = ("medicare", "uhc_commercial", "medicare_advantage")
"""Payers whose contract with the clinic cuts units after the first of a day."""


def form_record(chance: Chance, course: Course, claim: Claim) -> Record:
    """Return what the claim form says beside a claim's lines."""
    sent = claim.on + timedelta(days=chance.between(2, 12, claim.claim_id, "sent"))
    taxonomy = TAXONOMIES[claim.discipline]
    return {
        "date_of_service_through": claim.on,
        "claim_frequency_code": "1",
        "referring_provider_npi": chance.one_of(REFERRERS, *course.name, "referrer"),
        "billing_provider_taxonomy_code": taxonomy,
        "rendering_provider_taxonomy_code": taxonomy,
        "claim_charge_amount": sum(line.charge_amount for line in claim.lines),
        "submitted_on": sent,
        "payer_sequence": "primary",
        "has_other_primary_payer": False,
    }


def permission_record(chance: Chance, course: Course) -> Record:
    """Return the authorization or visit limit of a course, by what the plan asks for."""
    number = f"A{chance.number(*course.name, 'authorization') % 10**8:08}"
    authorized: Record = {
        "is_authorization_required": True,
        "prior_authorization_number": number,
        "authorized_from": course.first_day - timedelta(days=3),
        "authorized_through": course.first_day + timedelta(days=_AUTHORIZED_DAYS),
        "authorized_disciplines": (course.discipline.lower(),),
    }
    if course.payer == "medicare_advantage":
        return {**authorized, "authorized_visits": len(course.claims) + _SPARE_VISITS}
    if course.payer == "uhc_commercial":
        codes = sorted({code for claim in course.claims for code in claim.codes})
        units = unit_total(course) + _SPARE_UNITS
        return {**authorized, "authorized_units": units, "authorized_codes": tuple(codes)}
    asked: Record = {"is_authorization_required": False, "prior_authorization_number": None}
    if course.payer == "commercial":
        asked |= {"plan_visit_limit": PLAN_VISITS, "visit_limit_disciplines": ("pt", "ot", "slp")}
    return asked


def unit_total(course: Course) -> int:
    """Return the units of all lines of a course."""
    return sum(line.unit_count for claim in course.claims for line in claim.lines)


def payment_record(line: Line, *, is_first: bool) -> Record:
    """Return the fee of a line, and why the payer cut its charge."""
    has_reduction = line.payer in _REDUCING
    is_cut = has_reduction and not is_first
    return {
        "fee_amount": line.allowed_amount,
        "has_multiple_procedure_reduction": has_reduction,
        "adjustment_reason_codes": ("45", "59") if is_cut else ("45",),
    }
