"""Which remote therapeutic monitoring code a period's data or minutes support."""

import functools
from collections.abc import Iterator
from datetime import date
from typing import Literal

from gaitbelt.language.errors import ImpossibleInput, check_word
from gaitbelt.library import codes as registry
from gaitbelt.library.codes import CodeRow
from gaitbelt.library.shipped import shipped_rows
from gaitbelt.methods.remote_monitoring import (
    PERIOD_DAYS,
    Band,
    code_holding,
    full_blocks_past_first,
)

System = Literal["msk", "respiratory", "cbt"]


def supply_code(system: System, days_of_data: int, on: date) -> str | None:
    """Return the device code for days with data in 30, or None where none is reached.

    Raises ImpossibleInput for days outside 0 to 30 or a system that is not held.
    """
    if not 0 <= days_of_data <= PERIOD_DAYS:
        raise ImpossibleInput(
            f"{days_of_data} days with data do not fit a period of {PERIOD_DAYS} days. "
            f"Give 0 to {PERIOD_DAYS}."
        )
    check_word("System", system, sorted(set(_systems().values())))
    rows = (row for row in _in_force("per_30_days", on) if _systems()[row.hcpcs_code] == system)
    bands = (Band(row.hcpcs_code, row.band_from or 0, row.band_through) for row in rows)
    return code_holding(bands, days_of_data)


def are_both_payable(first_code: str, second_code: str) -> bool:
    """Return whether two device codes are payable in one 30-day period: they are not.

    True only where at least one of the two is no device code.
    """
    return not (first_code in _systems() and second_code in _systems())


def management_code(minutes_in_month: int, on: date) -> str | None:
    """Return the first management code for a calendar month's minutes, or None.

    98980 at 20 full minutes; 98979 from 10 to 19, from 2026. Further full 20 minutes are
    98981, see ``further_management_units``. Raises ImpossibleInput for negative minutes.
    """
    _check_minutes(minutes_in_month)
    rows = _in_force("month_first", on)
    bands = (Band(row.hcpcs_code, row.base_minutes or 0, row.band_through) for row in rows)
    return code_holding(bands, minutes_in_month)


def further_management_units(minutes_in_month: int) -> int:
    """Return the units of 98981: full 20 minutes past the first 20 of the month."""
    _check_minutes(minutes_in_month)
    (further,) = (row for row in _rows() if row.time_base == "month_further")
    (first_code,) = further.primary_codes
    first = registry.code_periods(first_code)[-1]
    block = further.base_minutes or 0
    return full_blocks_past_first(minutes_in_month, first.base_minutes or 0, block)


def _check_minutes(minutes: int) -> None:
    if minutes < 0:
        raise ImpossibleInput(f"{minutes} minutes are fewer than none. Give 0 or more.")


def _in_force(time_base: str, on: date) -> Iterator[CodeRow]:
    return (row for row in _rows() if row.time_base == time_base and row.covers(on))


@functools.cache
def _rows() -> tuple[CodeRow, ...]:
    """Return the registry's rows of remote monitoring."""
    rows = (row for code in registry.all_codes() for row in registry.code_periods(code))
    return tuple(row for row in rows if row.service_kind == "remote_monitoring")


@functools.cache
def _systems() -> dict[str, str]:
    """Return what each device code monitors."""
    return {
        cells["hcpcs_code"]: cells["value"]
        for cells in shipped_rows("codes/traits")
        if cells["trait"] == "monitored_system"
    }
