"""Money: the one place where amounts are multiplied and rounded, half away from zero."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

CENT = Decimal("0.01")
_RATE_SCALE = 6


def cents(amount: Decimal) -> Decimal:
    """Return an amount in whole cents, rounded half away from zero."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def multiply(amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount times a rate or a count, in whole cents."""
    return cents(amount * rate)


def cents_expr(amount: pl.Expr) -> pl.Expr:
    """Return a column of amounts in whole cents, as ``Decimal(12, 2)``.

    Amounts have at most six decimal places. Polars rounds half to even unless told.
    """
    import polars as pl

    exact = amount.cast(pl.Decimal(None, _RATE_SCALE))
    return exact.round(2, mode="half_away_from_zero").cast(pl.Decimal(12, 2))


def multiply_expr(amount: pl.Expr, rate: pl.Expr | Decimal) -> pl.Expr:
    """Return a column of amounts times a rate or a count, as ``Decimal(12, 2)``.

    Polars rounds a product of decimals to the operands' scale, so both are cast to six
    places first. Rates have at most four decimal places.
    """
    import polars as pl

    exact_rate = pl.lit(rate) if isinstance(rate, Decimal) else rate
    scaled = pl.Decimal(None, _RATE_SCALE)
    return cents_expr(amount.cast(scaled) * exact_rate.cast(scaled))
