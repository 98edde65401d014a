"""Money: the one place where amounts are multiplied and rounded, half away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

    Whole = np.ndarray[tuple[int], np.dtype[np.int64]]
    """A column of whole numbers: cents, hundredths, counts."""

CENT = Decimal("0.01")
MILLION = 1_000_000
_FEE_SCALE = 1_000_000_000
"""A fee before rounding counts 10 to the minus 11 dollars; this many make a cent."""


def cents(amount: Decimal) -> Decimal:
    """Return an amount in whole cents, rounded half away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def multiply(amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount times a rate or a count, in whole cents."""
    return cents(amount * rate)


def unit_fee_cents(
    parts: tuple[Whole, Whole, Whole],
    indices: tuple[Whole, Whole, Whole],
    factor: Whole,
    expense_percent: Whole,
) -> Whole:
    """Return fees of one unit in cents, exact, rounded once, half away from zero.

    ``parts``: work, practice expense and malpractice in hundredths of a relative value
    unit; ``indices``: theirs, in thousandths; ``factor``: dollars in ten-thousandths;
    ``expense_percent``: how much of the practice expense is paid. None is negative.
    """
    work, expense, malpractice = parts
    for_work, for_expense, for_malpractice = indices
    relative_value = (work * for_work + malpractice * for_malpractice) * 100
    relative_value = relative_value + expense * for_expense * expense_percent
    fee: Whole = (relative_value * factor + _FEE_SCALE // 2) // _FEE_SCALE
    return fee


def share_cents(amount: Whole, rate: Whole | int) -> Whole:
    """Return a share of amounts in cents, rounded half away from zero.

    ``rate`` in millionths; amounts up to a hundred million dollars stay exact.
    """
    product = amount * rate
    rounded: Whole = (abs(product) + MILLION // 2) // MILLION
    return rounded * ((product > 0) * 1 - (product < 0) * 1)


def times_cents(amount: Whole, count: Whole) -> Whole:
    """Return amounts in cents times a count of units."""
    return amount * count


def whole_cents(amount: Decimal) -> int:
    """Return an amount as a count of cents; a fraction of a cent is rounded."""
    return int(cents(amount) * 100)


def millionths(rate: Decimal) -> int:
    """Return a rate as a count of millionths; what lies below them is rounded."""
    return int((rate * MILLION).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def dollars(amount: int) -> Decimal:
    """Return a count of cents as an amount with two places."""
    return Decimal(amount).scaleb(-2)


def dollars_expr(amount: pl.Expr) -> pl.Expr:
    """Return a column of counts of cents as amounts, ``Decimal(12, 2)``."""
    import polars as pl

    return (amount * pl.lit(CENT)).cast(pl.Decimal(12, 2))


def whole_cents_expr(amount: pl.Expr) -> pl.Expr:
    """Return a column of amounts, ``Decimal(12, 2)``, as counts of cents."""
    import polars as pl

    return (amount.cast(pl.Decimal(12, 2)) * 100).cast(pl.Int64)


def part_cents_expr(amount: pl.Expr, part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    """Return ``part`` of ``whole`` of counts of cents, rounded half away from zero.

    All are whole numbers, ``whole`` above zero and ``part`` not negative; amounts and parts
    up to ten million dollars stay exact.
    """
    import polars as pl

    product = amount * part
    rounded = (product.abs() * 2 + whole) // (whole * 2)
    return pl.when(product < 0).then(-rounded).otherwise(rounded)


def whole_of_share_cents(share: Whole, rate: Whole) -> Whole:
    """Return amounts in cents of which ``share`` is a rate above zero, in millionths."""
    return (share * MILLION * 2 + rate) // (rate * 2)
