"""What a claim says as a whole: its charges, its codes of kind, its places and numbers."""

import polars as pl

from gaitbelt.facts.thresholds import is_therapy_line
from gaitbelt.language.fact import CLAIM, fact
from gaitbelt.language.words import any_of, total

charge_amount = pl.col("charge_amount")
unit_count = pl.col("unit_count")
ORIGINAL = "1"
REPLACING = ("7", "8")
VOID = "8"
HOSPITAL_PLACES = ("19", "21", "22", "31")
"""Outpatient departments off and on campus, inpatient hospital, skilled nursing facility."""

OFFICE_PLACES = ("11",)
"""An office; facilities do treat at home, 12."""

MODIFIER_ROOM = 4
POINTER_ROOM = 4
DIAGNOSIS_ROOM = 12
"""What the professional claim has room for, whoever pays."""


@fact(per=CLAIM)
def has_claim_id() -> pl.Expr:
    """Whether the lines name a claim; lines without one are no claim together."""
    return pl.col("claim_id").is_not_null().all()


@fact(on=CLAIM, stands_for="claim_id")
def is_claim() -> pl.Expr:
    """Yes for lines of one claim; empty for lines that name none."""
    return pl.when(has_claim_id).then(statement=True)


# ── charges and units ─────────────────────────────────────────────────────────────────


@fact(per=CLAIM)
def line_charges_of_claim() -> pl.Expr:
    """What the lines of the claim charge together."""
    return total(charge_amount)


@fact(per=CLAIM)
def stated_charge_of_claim() -> pl.Expr:
    """The charge that the claim states for all of it."""
    return pl.col("claim_charge_amount").max()


@fact(stands_for="charge_amount")
def is_charged() -> pl.Expr:
    """Whether the line has a charge above zero."""
    return (charge_amount > 0).fill_null(value=False)


@fact(stands_for="unit_count")
def is_billed() -> pl.Expr:
    """Whether the line has units, or does not say how many."""
    return (unit_count > 0).fill_null(value=True)


@fact(stands_for="unit_count")
def is_without_units() -> pl.Expr:
    """Whether the line says that it has no units."""
    return (unit_count <= 0).fill_null(value=False)


# ── kind of submission ────────────────────────────────────────────────────────────────


@fact(stands_for="claim_frequency_code")
def is_original() -> pl.Expr:
    """Whether the line's claim is an original one; so taken where it does not say."""
    return pl.col("claim_frequency_code").fill_null(ORIGINAL) == ORIGINAL


@fact(stands_for="claim_frequency_code")
def is_void() -> pl.Expr:
    """Whether the line's claim voids an earlier one; not where it does not say."""
    return (pl.col("claim_frequency_code") == VOID).fill_null(value=False)


@fact(per=CLAIM)
def is_original_claim() -> pl.Expr:
    """Whether the claim replaces and voids nothing; so taken where it does not say."""
    return is_original.all()


@fact(per=CLAIM)
def frequency_code_of_claim() -> pl.Expr:
    """The claim's frequency code: 1 original, 7 replacement, 8 void."""
    return pl.col("claim_frequency_code").max()


@fact(per=CLAIM)
def is_replacement_or_void() -> pl.Expr:
    """Whether the claim says that it replaces or voids an earlier one."""
    return any_of(pl.col("claim_frequency_code").is_in(list(REPLACING)))


@fact(stands_for="payer_claim_control_number")
def has_earlier_claim_number() -> pl.Expr:
    """Whether the line names the payer's number of an earlier claim."""
    return pl.col("payer_claim_control_number").is_not_null()


@fact(per=CLAIM)
def has_payer_claim_number() -> pl.Expr:
    """Whether the claim names the payer's number of an earlier one."""
    return has_earlier_claim_number.any()


@fact(per=CLAIM)
def has_frequency_code_of_its_form() -> pl.Expr:
    """Whether the frequency code is one that a professional claim has: 1, 7 or 8."""
    is_known = pl.col("claim_frequency_code").is_in([ORIGINAL, *REPLACING])
    is_professional = pl.col("setting") == "practitioner"
    return (is_known | ~is_professional).all(ignore_nulls=False)


# ── who referred, and who pays first ──────────────────────────────────────────────────


@fact(stands_for="referring_provider_npi")
def has_referring_npi() -> pl.Expr:
    """Whether the line names who referred the patient or certifies the plan."""
    return pl.col("referring_provider_npi").is_not_null()


@fact(per=CLAIM)
def has_referring_provider() -> pl.Expr:
    """Whether the claim names who referred the patient or certifies the plan."""
    return has_referring_npi.any()


@fact(per=CLAIM)
def is_therapy_claim() -> pl.Expr:
    """Whether any line of the claim is therapy."""
    return any_of(is_therapy_line)


@fact(per=CLAIM)
def therapy_line_count() -> pl.Expr:
    """Lines of the claim that are therapy."""
    return is_therapy_line.fill_null(value=False).sum()


@fact(per=CLAIM)
def is_billed_first() -> pl.Expr:
    """Whether the claim asks its payer to pay before all others."""
    return any_of(pl.col("payer_sequence") == "primary")


@fact(stands_for="payer_sequence")
def is_line_billed_after() -> pl.Expr:
    """Whether the line's claim asks a payer that pays after another; not where it does not say."""
    return pl.col("payer_sequence").is_in(["secondary", "tertiary"]).fill_null(value=False)


@fact(per=CLAIM)
def is_billed_after_another() -> pl.Expr:
    """Whether the claim is sent to a payer that pays after another."""
    return is_line_billed_after.any()


@fact(per=CLAIM)
def is_behind_another_payer() -> pl.Expr:
    """Whether another payer is known to pay before the one that is billed."""
    return any_of(pl.col("has_other_primary_payer"))


# ── places and diagnoses ──────────────────────────────────────────────────────────────


@fact(per=CLAIM)
def has_hospital_place() -> pl.Expr:
    """Whether a practitioner's therapy was given in a hospital or skilled nursing facility."""
    is_inside = pl.col("place_of_service_code").is_in(list(HOSPITAL_PLACES))
    return any_of((pl.col("setting") == "practitioner") & is_therapy_line & is_inside)


@fact(per=CLAIM)
def has_office_place() -> pl.Expr:
    """Whether an outpatient facility's line was given in an office."""
    is_office = pl.col("place_of_service_code").is_in(list(OFFICE_PLACES))
    return any_of((pl.col("setting") == "outpatient") & is_office)


@fact(per=CLAIM)
def place_of_claim() -> pl.Expr:
    """The place of service of the claim; of several the last in order of their figures."""
    return pl.col("place_of_service_code").max()


@fact(per=CLAIM)
def diagnosis_count() -> pl.Expr:
    """How many diagnoses the claim lists."""
    listed = pl.col("diagnosis_codes").list.len()
    return pl.when(~listed.is_null().any()).then(listed.max())


@fact(per=CLAIM)
def is_professional_claim() -> pl.Expr:
    """Whether the claim is a practitioner's, on the professional form."""
    return any_of(pl.col("setting") == "practitioner")


@fact(per=CLAIM)
def has_more_diagnoses_than_room() -> pl.Expr:
    """Whether the claim lists more diagnoses than a professional claim has room for."""
    return any_of(pl.col("diagnosis_codes").list.len() > DIAGNOSIS_ROOM)


@fact()
def pointer_count() -> pl.Expr:
    """How many diagnoses the line points to."""
    return pl.col("diagnosis_pointers").list.len()


@fact()
def has_more_pointers_than_room() -> pl.Expr:
    """Whether the line points to more diagnoses than it has room for."""
    return pointer_count > POINTER_ROOM


@fact()
def modifier_count() -> pl.Expr:
    """How many modifiers the line carries."""
    return pl.col("modifiers").list.len()


@fact()
def has_more_modifiers_than_room() -> pl.Expr:
    """Whether the line carries more modifiers than it has room for."""
    return modifier_count > MODIFIER_ROOM
