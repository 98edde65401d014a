"""Numbers, amounts and severities as the report's readers see them."""

from datetime import date
from decimal import Decimal

from gaitbelt.tables.finding import SEVERITIES

WORST_FIRST = tuple(reversed(SEVERITIES))

SEVERITY_WORDS = {
    "deny": "Would be denied or returned when it is billed.",
    "recoup": "May be paid, and taken back on review.",
    "underpaid": "Less was billed than was earned.",
    "note": "Worth knowing; no payment depends on it.",
}

NONE = "none"
"""Where there is no amount, date or name."""

LEVEL_WORDS = {
    "file": "The file was not read.",
    "claim": "The claim was left out.",
    "row": "The row was left out.",
    "value": "The value was left empty; the line was judged.",
    "note": "Nothing was lost.",
}


def dollars(amount: Decimal | None) -> str:
    """Return an amount with its sign of dollars, thousands parted; ``none`` without one."""
    return NONE if amount is None else f"${amount:,.2f}"


def count(number: int, one: str = "", many: str = "") -> str:
    """Return a count, thousands parted, with its noun if it has one."""
    noun = one if number == 1 else many
    return f"{number:,} {noun}".strip()


def percent(share: float) -> str:
    """Return a share of 0 to 1 in percent; 100 % and 0 % only where it is exactly so."""
    shown = f"{share:.1%}".replace("%", " %")
    if shown == "100.0 %" and share < 1:
        return "over 99.9 %"
    if shown == "0.0 %" and share > 0:
        return "under 0.1 %"
    return shown.replace("100.0 %", "100 %").replace("0.0 %", "0 %") if share in {0, 1} else shown


def day(on: date | None) -> str:
    """Return a date as year-month-day, ``none`` without one."""
    return NONE if on is None else on.isoformat()


def listed(names: list[str], most: int) -> str:
    """Return names in a row, and how many more there are."""
    shown = ", ".join(names[:most])
    more = len(names) - most
    return f"{shown} and {more:,} more" if more > 0 else shown
