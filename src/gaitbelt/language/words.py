"""The few words that facts and predicates are written in, besides Polars' own."""

import polars as pl

POLICY_PREFIX = "policy:"
CODE_PREFIX = "code:"


def policy(path: str) -> pl.Expr:
    """Return a published value in force on the date of service.

    ``medicare.kx_threshold_ot`` is that payer's value whoever pays the line; a name
    without a payer, ``unit_counting_method``, is the value of the line's own payer.
    """
    return pl.col(POLICY_PREFIX + path)


def code_fact(name: str) -> pl.Expr:
    """Return what the code registry says of the line's code on the date of service."""
    return pl.col(CODE_PREFIX + name)


def total(amount: pl.Expr) -> pl.Expr:
    """Return the sum over a group, or null where any of its values is missing."""
    return pl.when(amount.is_null().any()).then(None).otherwise(amount.sum())


def any_of(condition: pl.Expr) -> pl.Expr:
    """Return whether a condition holds in a group, in three-valued logic."""
    return condition.any(ignore_nulls=False)


def carries(*modifiers: str) -> pl.Expr:
    """Return whether the line carries at least one of the modifiers."""
    found = [pl.col("modifiers").list.contains(modifier) for modifier in modifiers]
    return pl.any_horizontal(found)


def count_carried(*modifiers: str) -> pl.Expr:
    """Return how many of the modifiers the line carries."""
    found = [pl.col("modifiers").list.contains(modifier).cast(pl.Int64) for modifier in modifiers]
    return pl.sum_horizontal(found, ignore_nulls=False)
