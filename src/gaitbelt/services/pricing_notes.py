"""Why a line has no amount, in words; every reason has a number that arrays carry."""

from collections.abc import Sequence

NO_NOTE = 0

REASONS: dict[str, str] = {
    "": "",
    "no_code": "The code is missing. Name the HCPCS code of the line.",
    "no_date": "The date of service is missing. Name it: rates go by date.",
    "no_units": "The units are missing. Name how many units the line has.",
    "impossible_units": "The units are below zero. Correct the line.",
    "impossible_charge": "The charge is below zero. Correct the line.",
    "no_patient": "No patient, claim or visit is named, so the units of the day cannot be ranked.",
    "no_contract": "No contract of this payer is held for the date. Name one with its rates.",
    "cost_paid": (
        "A critical access hospital is paid its cost, not the fee schedule (from memory)."
    ),
    "before_held": "No relative values are held before 2020-01-01.",
    "after_held": (
        "No relative values and no conversion factor are held after 2026-12-31, releases of "
        "your own apart. Nothing is priced from a proposal."
    ),
    "unknown_code": "No relative values are held for this code.",
    "code_not_on_date": "The code is not in the fee schedule on this date.",
    "no_values": (
        "The fee schedule gives the code no relative values; the contractor sets the amount."
    ),
    "no_place": "The locality is missing. Name one, such as 01182-17, or a ZIP code.",
    "unknown_place": "The locality is not in the fee schedule on this date.",
    "open_zip": "The locality of the ZIP code cannot be told. Name the locality.",
    "no_index": "The locality's indices are not held for this date.",
    "no_factor": "No conversion factor is held for this date and status.",
    "no_qualifying": "Qualifying APM status has a rate of its own only from 2026 on.",
    "no_reduction": "The therapy reduction's rate is not held for this date.",
    "no_list": (
        "Which codes Medicare reduces is not held for this date. Name the codes in the contract."
    ),
    "no_share": (
        "The patient's share is not in the contract, or not held for this date, so no payment "
        "is told."
    ),
    "no_deductible": "The yearly deductible is not held for this date, so no payment is told.",
    "not_in_contract": "The contract gives no rate for this code.",
    "not_covered": "The contract does not cover this code.",
}
"""What each reason says, most basic first; a line tells the first that holds."""

STATUS_WORDS = {
    "B": "bundled; Medicare never pays it apart from other services",
    "C": "the contractor sets the amount, which is not published",
    "I": "not for Medicare, which uses another code",
    "N": "not covered by Medicare",
    "X": "excluded from the fee schedule by statute",
}

_NUMBERS = {name: number for number, name in enumerate(REASONS)}


def number_of(reason: str) -> int:
    """Return the number that stands for a reason."""
    return _NUMBERS[reason]


def status_number(position: int) -> int:
    """Return the number that stands for a status letter, by its position."""
    return len(REASONS) + position


def texts(letters: Sequence[str]) -> list[str | None]:
    """Return what each number says, the status letters after the reasons."""
    said: list[str | None] = [text or None for text in REASONS.values()]
    for letter in letters:
        words = STATUS_WORDS.get(letter, "not priced by the fee schedule")
        said.append(f"Status {letter}: {words}.")
    return said
