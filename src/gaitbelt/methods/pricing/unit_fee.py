"""Medicare's fee for one unit from relative values, locality and conversion factor.

Source: the physician fee schedule's formula, which reproduces published carrier amounts
to the cent. The therapy reduction cuts the practice-expense part alone.
"""

from dataclasses import dataclass
from decimal import Decimal

from gaitbelt.language.money import multiply

_WORK_FLOOR = Decimal("1.000")
HALF = Decimal("0.50")


@dataclass(frozen=True, slots=True)
class Gpci:
    """A locality's geographic indices for the three parts of a fee."""

    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal


NATIONAL = Gpci(Decimal(1), Decimal(1), Decimal(1))


def work_index(index: Decimal, *, has_floor: bool) -> Decimal:
    """Return the work index that is used: at least 1.000 where the floor is law.

    ``index``: as published without the floor. Source: 42 U.S.C. § 1395w-4(e)(1)(E).
    """
    return max(index, _WORK_FLOOR) if has_floor else index


def fee(
    work: Decimal,
    practice_expense: Decimal,
    malpractice: Decimal,
    gpci: Gpci,
    conversion_factor: Decimal,
    *,
    is_reduced: bool = False,
    reduction: Decimal = HALF,
) -> Decimal:
    """Return the fee of one unit in dollars and cents, rounded once, at the end.

    The three parts are relative value units. ``is_reduced``: a unit after the first
    under the therapy multiple-procedure reduction, which takes ``reduction`` of the
    practice expense: one half from 2013-04-01.
    """
    share = 1 - reduction if is_reduced else Decimal(1)
    relative_value = (
        work * gpci.work
        + practice_expense * gpci.practice_expense * share
        + malpractice * gpci.malpractice
    )
    return multiply(conversion_factor, relative_value)
