"""What a random sample of claims says of all of them: error rate and extrapolation.

Source: the difference estimator of a simple random sample, as textbooks of survey sampling
give it. Which limit an auditor asks for is told from memory, so it is always named.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from gaitbelt.language.errors import ImpossibleInput
from gaitbelt.language.money import cents, multiply

ONE_SIDED, TWO_SIDED = "one-sided", "two-sided"
TAILS = (ONE_SIDED, TWO_SIDED)

PRACTICE = {
    "OIG": (TWO_SIDED, Decimal("0.90"), "M"),
    "Medicare contractors": (ONE_SIDED, Decimal("0.90"), "M"),
}
"""Whose lower limit is of which interval: tail, confidence, how well it is known (memory)."""

FEWEST = 2
_DIGITS = 40
_STEPS = 300
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Extrapolation:
    """What a sample says of the overpayment in all claims of a frame, in dollars.

    ``lower_limit_amount`` and ``upper_limit_amount``: the limits of the interval of
    ``tail`` and ``confidence``; a one-sided interval has no upper limit. ``t``: the
    quantile of Student's distribution with ``sample_size`` less one degrees of freedom.
    """

    frame_size: int
    sample_size: int
    point_estimate_amount: Decimal
    standard_error_amount: Decimal
    lower_limit_amount: Decimal
    upper_limit_amount: Decimal | None
    tail: str
    confidence: Decimal
    t: Decimal
    is_finite: bool


def error_rate(failing: int, examined: int) -> Decimal:
    """Return the share that failed, in percent, unrounded.

    ``failing`` counts claims, or services, once each however many findings they have.
    Raises ImpossibleInput where the counts cannot be.
    """
    if examined <= 0 or not 0 <= failing <= examined:
        raise ImpossibleInput(
            f"{failing} of {examined} cannot have failed. Give counts of one sample."
        )
    return Decimal(failing) * 100 / Decimal(examined)


def difference_estimate(
    overpayments: Sequence[Decimal],
    frame_size: int,
    *,
    tail: str,
    confidence: Decimal,
    is_finite: bool = True,
) -> Extrapolation:
    """Return the overpayment in a frame from a simple random sample of it.

    ``overpayments``: of each sampled unit, in dollars, zero where nothing was overpaid,
    below zero where it was underpaid. ``frame_size``: all units it was drawn from.
    ``tail``: ``one-sided`` or ``two-sided``; ``confidence``: 0.90 and the like. Neither
    has a default: which an auditor may use is disputed. ``is_finite``: whether the
    standard error counts that the sample was drawn without putting back. Raises
    ImpossibleInput where the sample is too small or larger than its frame.
    """
    count = len(overpayments)
    _refuse(count, frame_size, tail, confidence)
    with localcontext() as context:
        context.prec = _DIGITS
        mean = sum(overpayments, Decimal(0)) / count
        squares = sum(((each - mean) ** 2 for each in overpayments), Decimal(0))
        left = 1 - Decimal(count) / frame_size if is_finite else Decimal(1)
        error = (squares / (count - 1) / count * left).sqrt() * frame_size
    point = multiply(mean, Decimal(frame_size))
    share = confidence if tail == ONE_SIDED else (1 + confidence) / 2
    t = Decimal(repr(student_quantile(float(share), count - 1)))
    reach = error * t
    return Extrapolation(
        frame_size,
        count,
        point,
        cents(error),
        cents(point - reach),
        cents(point + reach) if tail == TWO_SIDED else None,
        tail,
        confidence,
        t,
        is_finite,
    )


def _refuse(count: int, frame_size: int, tail: str, confidence: Decimal) -> None:
    if count < FEWEST:
        raise ImpossibleInput(f"{count} sampled units tell no spread. Give two or more.")
    if count > frame_size:
        raise ImpossibleInput(
            f"{count} units were sampled of {frame_size}. Give the size of the whole frame."
        )
    if tail not in TAILS:
        raise ImpossibleInput(f"{tail!r} is not a tail. Name one of {', '.join(TAILS)}.")
    if not 0 < confidence < 1:
        raise ImpossibleInput(f"{confidence} is not a confidence. Write it as 0.90.")


def student_quantile(share: float, degrees: int) -> float:
    """Return the value below which a share of Student's distribution lies.

    ``share`` above one half. Found by halving, to twelve digits or so.
    """
    low, high = 0.0, 1.0
    while student_share(high, degrees) < share:
        high *= 2
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if student_share(middle, degrees) < share:
            low = middle
        else:
            high = middle
    return high


def student_share(t: float, degrees: int) -> float:
    """Return the share of Student's distribution that lies below a value of zero or more."""
    tail = _beta_share(degrees / (degrees + t * t), degrees / 2, 0.5)
    return 1 - tail / 2


def _beta_share(x: float, a: float, b: float) -> float:
    """Return the regularised incomplete beta function, by its continued fraction."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_share(1 - x, b, a)
    log = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(log + a * math.log(x) + b * math.log1p(-x)) / a
    return front * _fraction(x, a, b)


def _fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction by Lentz's method."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    for step in range(1, _STEPS):
        even = step * (b - step) * x / ((a + 2 * step - 1) * (a + 2 * step))
        odd = -(a + step) * (a + b + step) * x / ((a + 2 * step) * (a + 2 * step + 1))
        before = value
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            value *= c * d
        if abs(value - before) <= 1e-16 * abs(value):
            break
    return value


def _not_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY
