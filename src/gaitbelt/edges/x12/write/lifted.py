"""Loops above a table's rows that the table tells of in columns: rows of their own again."""

from collections.abc import Mapping

import polars as pl

from gaitbelt.edges.x12.write.instructions import Instructions, Lift

_FIRST = -1_000_000


def lifted(tables: Mapping[str, pl.DataFrame], told: Instructions) -> Mapping[str, pl.DataFrame]:
    """Return tables in which each lift of the instructions is a table, outer first.

    Rows that follow each other and say the same of a loop stand in the same one. A table
    that is there already is left as it is.
    """
    found = dict(tables)
    for step, lift in enumerate(told.lifts):
        if lift.table in found or lift.base not in found:
            continue
        found[lift.table], found[lift.base] = _lifted(found[lift.base], lift, step)
    return found


def _lifted(rows: pl.DataFrame, lift: Lift, step: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of a lifted loop, and the rows that it was lifted from tied to it."""
    key = f"{lift.key}"
    names = [each for each in lift.columns if each in rows.columns]
    is_own = pl.lit(value=True)
    if lift.is_optional:
        is_own = pl.any_horizontal(pl.col(names).is_not_null())
    if lift.unless:
        is_own = is_own & pl.col(lift.unless).is_null()
    outer = [lift.outer] if lift.outer and lift.outer in rows.columns else []
    told = rows.with_columns(
        pl.col("transaction_row").fill_null(0) if "transaction_row" in rows.columns
        else pl.lit(0, pl.Int64).alias("transaction_row"),
    )  # fmt: skip
    run = pl.struct("transaction_row", *outer, *names, is_own.alias("_is")).rle_id()
    number = run.cast(pl.Int64) + _FIRST * (step + 1)
    tied = told.with_columns(pl.when(is_own).then(number).alias(key))
    kept = ["transaction_row", "source_file", *outer, *names]
    kept = [each for each in kept if each in tied.columns]
    own = tied.filter(pl.col(key).is_not_null()).unique(key, keep="first", maintain_order=True)
    return own.select(pl.col(key).alias("source_row"), *kept), tied
