"""Medicare's fee for one unit from relative values, locality and conversion factor.

Source: the physician fee schedule's formula, which reproduces published carrier amounts
to the cent. The therapy reduction halves the practice-expense part alone.
"""

from dataclasses import dataclass
from decimal import Decimal

from gaitbelt.language.money import multiply

_REDUCED_SHARE = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Gpci:
    """A locality's geographic indices for the three parts of a fee."""

    work: Decimal
    practice_expense: Decimal
    malpractice: Decimal


NATIONAL = Gpci(Decimal(1), Decimal(1), Decimal(1))


def fee(
    work: Decimal,
    practice_expense: Decimal,
    malpractice: Decimal,
    gpci: Gpci,
    conversion_factor: Decimal,
    *,
    is_reduced: bool = False,
) -> Decimal:
    """Return the fee of one unit in dollars and cents.

    The three parts are relative value units. ``is_reduced``: a unit after the first
    under the therapy multiple-procedure reduction, at half the practice expense.
    """
    share = _REDUCED_SHARE if is_reduced else Decimal(1)
    relative_value = (
        work * gpci.work
        + practice_expense * gpci.practice_expense * share
        + malpractice * gpci.malpractice
    )
    return multiply(conversion_factor, relative_value)
