"""What audits of therapy found, how often payments were improper, and how a review goes.

Read with the standard library only.
"""

import functools
from dataclasses import dataclass
from decimal import Decimal

from gaitbelt.library.shipped import shipped_rows


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit: a sample of ``unit`` and what failed, each unit counted once.

    ``causes``: how many units failed for each; one unit can fail for several. Amounts in
    dollars, None where not found.
    """

    audit: str
    about: str
    published: str
    unit: str
    sample_size: int
    failing: int
    amounts: dict[str, Decimal]
    causes: dict[str, int]
    confidence: str
    cite: str

    @property
    def proper(self) -> int:
        """How many units of the sample did not fail."""
        return self.sample_size - self.failing


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """The share of payments found improper in a report year, in percent of dollars."""

    report_year: int
    scope: str
    error_rate_percent: Decimal
    amount: Decimal | None
    confidence: str
    cite: str


@dataclass(frozen=True, slots=True)
class ReviewLimit:
    """One figure of a review programme."""

    program: str
    name: str
    unit: str
    value: int
    confidence: str
    cite: str


_AMOUNTS = (
    "sample_paid_amount",
    "sample_error_amount",
    "estimate_amount",
    "frame_paid_amount",
    "refund_requested_amount",
)
_CAUSES = ("medical_necessity", "coding", "documentation")


def audit(name: str) -> Audit | None:
    """Return an audit by the number of its report, or None where it is not held."""
    return next((each for each in audits() if each.audit == name.strip().upper()), None)


@functools.cache
def audits() -> tuple[Audit, ...]:
    """Return every audit held."""
    return tuple(
        Audit(
            row["audit"],
            row["about"],
            row["published"],
            row["unit"],
            int(row["sample_size"]),
            int(row["failing"]),
            {name: Decimal(row[name]) for name in _AMOUNTS if row[name]},
            {name: int(row[name]) for name in _CAUSES if row[name]},
            row["confidence"],
            row["cite"],
        )
        for row in shipped_rows("audits/audits")
    )


@functools.cache
def error_rates() -> tuple[ErrorRate, ...]:
    """Return every improper payment rate held."""
    return tuple(
        ErrorRate(
            int(row["report_year"]),
            row["scope"],
            Decimal(row["error_rate_percent"]),
            Decimal(row["amount"]) if row["amount"] else None,
            row["confidence"],
            row["cite"],
        )
        for row in shipped_rows("audits/error_rates")
    )


def review_limits(program: str) -> dict[str, ReviewLimit]:
    """Return the figures of a review programme by name; none where it is not held."""
    rows = [row for row in shipped_rows("audits/review_programs") if row["program"] == program]
    return {
        row["name"]: ReviewLimit(
            row["program"],
            row["name"],
            row["unit"],
            int(row["value"]),
            row["confidence"],
            row["cite"],
        )
        for row in rows
    }
