"""What marks a line as telehealth, and whether that was open to therapists."""

import polars as pl

from gaitbelt.facts.remote_services import is_never_telehealth
from gaitbelt.facts.thresholds import is_therapy_line
from gaitbelt.language.fact import fact
from gaitbelt.language.words import carries, policy

place = pl.col("place_of_service_code")
HOME, ELSEWHERE = "10", "02"
"""The places of service of telehealth: the patient's home, and anywhere else."""

AUDIO_AND_VIDEO = ("95", "GT")
AUDIO_ONLY = "93"
VIDEO_OR_AUDIO = (*AUDIO_AND_VIDEO, AUDIO_ONLY)


@fact(stands_for="modifiers")
def has_telehealth_modifier() -> pl.Expr:
    """Whether a modifier says telehealth; no where the line's modifiers are not known."""
    return carries(*VIDEO_OR_AUDIO).fill_null(value=False)


@fact(stands_for="place_of_service_code")
def is_at_telehealth_place() -> pl.Expr:
    """Whether the place of service says telehealth; no where it is not known."""
    return place.is_in([HOME, ELSEWHERE]).fill_null(value=False)


@fact()
def is_telehealth() -> pl.Expr:
    """Whether the line is therapy marked as telehealth, and not a message or a device."""
    is_marked = has_telehealth_modifier | is_at_telehealth_place
    return is_marked & is_therapy_line & ~is_never_telehealth


@fact()
def is_telehealth_open() -> pl.Expr:
    """Whether Medicare pays therapists for telehealth on the date."""
    return policy("medicare.telehealth_by_therapists")


@fact(stands_for="entry of the code on the list of telehealth services")
def is_on_telehealth_list() -> pl.Expr:
    """Whether the code is on Medicare's list; empty where that is not established."""
    code = pl.col("hcpcs_code")
    listed, absent = (
        policy(f"medicare.{name}").fill_null("").str.split(" ").list.contains(code)
        for name in ("telehealth_codes", "telehealth_codes_absent")
    )
    return pl.when(listed).then(statement=True).when(absent).then(statement=False)


@fact()
def is_place_of_telehealth() -> pl.Expr:
    """Whether the place of service is one of telehealth; empty where it is not known."""
    return place.is_in([HOME, ELSEWHERE])


@fact(stands_for="payer")
def is_e_visit_unpaid() -> pl.Expr:
    """Whether the payer has published that it does not pay therapists for e-visits."""
    is_paid = policy("e_visits_of_therapists_paid").fill_null(value=True)
    return pl.when(pl.col("payer").is_not_null()).then(~is_paid)
