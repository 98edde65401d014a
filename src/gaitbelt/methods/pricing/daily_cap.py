"""What a schedule pays at most for one patient's day, in relative values.

Workers' compensation schedules may cap the relative values of a day, and raise the cap
where the day has a re-evaluation or an initial evaluation: New York does (New York Law
Journal, 2019-04-10, on N.Y. State Register, 2018-12-26, WCB-23-18-00005-A).
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from gaitbelt.language.money import multiply, whole_cents
from gaitbelt.methods.pricing.ranking import Flags, Ints


@dataclass(frozen=True, slots=True)
class DailyCap:
    """Relative values that a day is paid for: treatment alone, or with an evaluation."""

    treatment: Decimal
    with_reevaluation: Decimal
    with_evaluation: Decimal

    def values(self, *, has_evaluation: bool = False, has_reevaluation: bool = False) -> Decimal:
        """Return the cap of a day; an initial evaluation prevails over a re-evaluation."""
        if has_evaluation:
            return self.with_evaluation
        return self.with_reevaluation if has_reevaluation else self.treatment

    def amount(
        self,
        conversion_factor: Decimal,
        *,
        has_evaluation: bool = False,
        has_reevaluation: bool = False,
    ) -> Decimal:
        """Return the most that a day is paid, in dollars and cents."""
        values = self.values(has_evaluation=has_evaluation, has_reevaluation=has_reevaluation)
        return multiply(conversion_factor, values)


def paid_values(values: Decimal, cap: Decimal) -> Decimal:
    """Return how many of a day's relative values are paid under a cap."""
    return min(values, cap)


def limits(
    day: Ints,
    is_evaluation: Flags,
    is_reevaluation: Flags,
    cap: DailyCap,
    conversion_factor: Decimal,
) -> Ints:
    """Return the most that each line's day is paid, in cents, by line.

    ``day``: the group of each line, 0, 1, … in any order; the flags are of the lines.
    """
    size = int(day.max()) + 1 if day.size else 0
    has_evaluation, has_reevaluation = np.zeros(size, np.bool_), np.zeros(size, np.bool_)
    has_evaluation[day[is_evaluation]] = True
    has_reevaluation[day[is_reevaluation]] = True
    alone = whole_cents(cap.amount(conversion_factor))
    again = whole_cents(cap.amount(conversion_factor, has_reevaluation=True))
    first = whole_cents(cap.amount(conversion_factor, has_evaluation=True))
    limit = np.where(has_evaluation, first, np.where(has_reevaluation, again, alone))
    return np.asarray(limit[day], dtype=np.int64)
