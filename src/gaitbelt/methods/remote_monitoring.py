"""Which remote therapeutic monitoring code a period's data or minutes support.

Sources: CR 14250 / R13431CP / MM14250 as reported by fairpath.ai and Nixon Law Group,
Limber Health (management), pt-management.com (16 days before 2026). Device codes run
over rolling 30 days and one of them is payable per period; management runs over a
calendar month and needs its minutes in full and one live interaction.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gaitbelt.language.errors import ImpossibleInput

System = Literal["msk", "respiratory", "cbt"]

PERIOD_DAYS = 30


@dataclass(frozen=True, slots=True)
class SupplyBand:
    """A device code, its days with data in 30, and the dates of service it governs."""

    hcpcs_code: str
    system: System
    days_from: int
    days_through: int
    effective_from: date
    effective_through: date | None


_FROM_2022, _FROM_2023, _FROM_2026 = date(2022, 1, 1), date(2023, 1, 1), date(2026, 1, 1)
_TO_2025 = date(2025, 12, 31)

SUPPLY_BANDS = (
    SupplyBand("98976", "respiratory", 16, 30, _FROM_2022, _TO_2025),
    SupplyBand("98977", "msk", 16, 30, _FROM_2022, _TO_2025),
    SupplyBand("98978", "cbt", 16, 30, _FROM_2023, _TO_2025),
    SupplyBand("98976", "respiratory", 16, 30, _FROM_2026, None),
    SupplyBand("98977", "msk", 16, 30, _FROM_2026, None),
    SupplyBand("98978", "cbt", 16, 30, _FROM_2026, None),
    SupplyBand("98984", "respiratory", 2, 15, _FROM_2026, None),
    SupplyBand("98985", "msk", 2, 15, _FROM_2026, None),
    SupplyBand("98986", "cbt", 2, 15, _FROM_2026, None),
)

_SHORT_MANAGEMENT_FROM = _FROM_2026
_SHORT_MINUTES, _FULL_MINUTES = 10, 20


def supply_code(system: System, days_of_data: int, on: date) -> str | None:
    """Return the device code for days with data in 30, or None where none is reached.

    Raises ImpossibleInput for days outside 0 to 30 or a system that is not held.
    """
    if not 0 <= days_of_data <= PERIOD_DAYS:
        raise ImpossibleInput(
            f"{days_of_data} days with data do not fit a period of {PERIOD_DAYS} days. "
            f"Give 0 to {PERIOD_DAYS}."
        )
    if system not in {band.system for band in SUPPLY_BANDS}:
        raise ImpossibleInput(f"System {system} is not known. Use msk, respiratory or cbt.")
    for band in SUPPLY_BANDS:
        if band.system == system and _covers(band, on) and _holds(band, days_of_data):
            return band.hcpcs_code
    return None


def are_both_payable(first_code: str, second_code: str) -> bool:
    """Return whether two device codes are payable in one 30-day period: they are not.

    True only where at least one of the two is no device code.
    """
    supplies = {band.hcpcs_code for band in SUPPLY_BANDS}
    return not (first_code in supplies and second_code in supplies)


def management_code(minutes_in_month: int, on: date) -> str | None:
    """Return the first management code for a calendar month's minutes, or None.

    98980 at 20 full minutes; 98979 from 10 to 19, from 2026. Further full 20 minutes are
    98981, see ``further_management_units``. Raises ImpossibleInput for negative minutes.
    """
    _check_minutes(minutes_in_month)
    if on < _FROM_2022:
        return None
    if minutes_in_month >= _FULL_MINUTES:
        return "98980"
    if minutes_in_month >= _SHORT_MINUTES and on >= _SHORT_MANAGEMENT_FROM:
        return "98979"
    return None


def further_management_units(minutes_in_month: int) -> int:
    """Return the units of 98981: full 20 minutes past the first 20 of the month."""
    _check_minutes(minutes_in_month)
    return max(0, minutes_in_month // _FULL_MINUTES - 1)


def _check_minutes(minutes: int) -> None:
    if minutes < 0:
        raise ImpossibleInput(f"{minutes} minutes are fewer than none. Give 0 or more.")


def _covers(band: SupplyBand, on: date) -> bool:
    return band.effective_from <= on and (
        band.effective_through is None or on <= band.effective_through
    )


def _holds(band: SupplyBand, days_of_data: int) -> bool:
    return band.days_from <= days_of_data <= band.days_through
