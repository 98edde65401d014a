"""Larkspur Street Rehabilitation: a clinic that does not exist, and its amounts.

Nothing here is anyone's: the clinic, its people and its patients are invented, and the
amounts are flat figures made up for the demonstration, not any payer's fee schedule.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CLINIC = "Larkspur Street Rehabilitation (fictional)"
FIRST_DAY = date(2025, 1, 2)
LAST_DAY = date(2025, 12, 30)
SETTING = "practitioner"
OFFICE = "11"

PAYERS = (
    ("medicare", 38),
    ("commercial", 21),
    ("uhc_commercial", 15),
    ("tricare", 11),
    ("medicare_advantage", 15),
)
"""Profiles of payers, and how many of 100 patients each has."""

DISCIPLINES = (("PT", 56), ("OT", 26), ("SLP", 18))
"""Disciplines, and how many of 100 patients begin in each."""

ASSISTED = ("PT", "OT")
"""Disciplines with an assistant in the clinic: one PTA and one OTA."""

DIAGNOSES = {
    "PT": ("M54.50", "M17.11", "M25.511", "S83.241D", "R26.89", "M75.41"),
    "OT": ("M65.4", "S62.521D", "I69.351", "M19.041", "G56.01"),
    "SLP": ("I69.320", "R47.01", "R13.12", "R41.841", "R49.0"),
}

_NPI_PREFIX = "80840"
"""What stands before an NPI where its check digit is computed."""


def with_check_digit(nine_digits: str) -> str:
    """Return nine digits with the check digit that makes them read as an NPI."""
    total = 0
    for place, digit in enumerate(reversed(_NPI_PREFIX + nine_digits)):
        doubled = int(digit) * 2 if place % 2 == 0 else int(digit)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 (two digits become one)
    return nine_digits + str(-total % 10)


BILLING_NPI = with_check_digit("200000000")
THERAPISTS = {
    "PT": with_check_digit("200000001"),
    "OT": with_check_digit("200000002"),
    "SLP": with_check_digit("200000003"),
}
"""Numbers that begin with 2, as no number in use is known to."""


TAXONOMIES = {"PT": "225100000X", "OT": "225X00000X", "SLP": "235Z00000X"}
"""The kinds of the therapists, as providers are numbered by kind."""

REFERRERS = tuple(with_check_digit(f"20000010{number}") for number in range(3))
"""The numbers of those who refer patients and certify plans; no one's, as the others."""


@dataclass(frozen=True, slots=True)
class Amounts:
    """What one unit of a code is charged and allowed, in dollars; both made up."""

    charge_amount: Decimal
    allowed_amount: Decimal


def _flat(charge: str, allowed: str, *hcpcs_codes: str) -> dict[str, Amounts]:
    amounts = Amounts(Decimal(charge), Decimal(allowed))
    return dict.fromkeys(hcpcs_codes, amounts)


AMOUNTS: dict[str, Amounts] = {
    **_flat("190.00", "100.00", "97161", "97162", "97163", "97165", "97166", "97167", "97001"),
    **_flat("120.00", "70.00", "97164", "97168"),
    **_flat("56.00", "30.00", "97110", "97112", "97116", "97124", "97140"),
    **_flat("62.00", "34.00", "97530", "97535", "97113", "97760", "97763"),
    **_flat("28.00", "14.00", "97035"),
    **_flat("24.00", "11.00", "G0283", "97014", "97018"),
    **_flat("36.00", "18.00", "97150", "92508"),
    **_flat("15.00", "0.00", "97010"),
    **_flat("140.00", "76.00", "92507"),
    **_flat("155.00", "84.00", "92526"),
    **_flat("230.00", "130.00", "92522", "92523", "92524", "92610"),
    **_flat("45.00", "23.00", "97129", "97130", "97532"),
    **_flat("40.00", "19.00", "98975"),
    **_flat("80.00", "43.00", "98976", "98977"),
    **_flat("90.00", "50.00", "98980"),
}
"""Flat made-up amounts per unit, whoever pays."""
