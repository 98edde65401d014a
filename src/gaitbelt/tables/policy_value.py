"""The policy value: a number, date or word that a payer published, with its dates."""

import polars as pl

POLICY_VALUE: dict[str, pl.DataType] = {
    "payer": pl.String(),
    "name": pl.String(),
    "unit": pl.String(),
    "effective_from": pl.Date(),
    "effective_through": pl.Date(),
    "value": pl.String(),
    "published": pl.Date(),
    "cite": pl.String(),
    "confidence": pl.String(),
}
"""One row per dated value. ``value`` is text; ``unit`` says what it is cast to."""

UNIT_TYPES: dict[str, pl.DataType] = {
    "USD": pl.Decimal(12, 2),
    "rate": pl.Decimal(12, 6),
    "minutes": pl.Int64(),
    "days": pl.Int64(),
    "months": pl.Int64(),
    "units": pl.Int64(),
    "visits": pl.Int64(),
    "count": pl.Int64(),
    "relative_values": pl.Decimal(12, 2),
    "boolean": pl.Boolean(),
    "method": pl.String(),
    "text": pl.String(),
    "codes": pl.String(),
}
"""The column type of a bound value, by its unit. Lists of codes are joined by spaces."""
