"""Whether an NCCI edit stands behind a line that was denied as part of another."""

import polars as pl

from gaitbelt.library.ncci import PtpEdit, ptp_edit
from gaitbelt.methods.variances import BUNDLING
from gaitbelt.tables.sent_line import ACCOUNT

SEPARATE = ("59", "XE", "XP", "XS", "XU")
ACTIVE, NONE, NOT_KNOWN = "active", "none", "unknown"


def with_bundling(judged: pl.DataFrame, modifiers: pl.DataFrame) -> pl.DataFrame:
    """Return the judged lines with ``bundling_edit`` where one was denied as bundled.

    ``judged``: ``JUDGED_LINE`` and ``ANSWERED_LINE``. ``modifiers``: the account's columns,
    ``modifiers`` and ``setting`` of each line. An edit that a modifier on either line
    separates does not stand. Source: CMS NCCI PTP edits.
    """
    lines = judged.select(*ACCOUNT, "day_group", "hcpcs_code", "adjustment_reason_codes").join(
        modifiers.select(*ACCOUNT, "modifiers", "setting"), on=ACCOUNT, how="left", nulls_equal=True
    )
    is_so = pl.col("adjustment_reason_codes").list.set_intersection(sorted(BUNDLING)).list.len() > 0
    has = [pl.col("modifiers").list.contains(each) for each in SEPARATE]
    lines = lines.with_columns(is_separate=pl.any_horizontal(has).fill_null(value=False))
    denied = lines.filter(is_so)
    if denied.is_empty():
        return judged
    others = lines.select("day_group", other="hcpcs_code", other_separate="is_separate")
    pairs = denied.join(others, on="day_group").filter(pl.col("other") != pl.col("hcpcs_code"))
    on = ["hcpcs_code", "other", "date_of_service", "setting"]
    asked = pairs.select(on).unique().drop_nulls(["hcpcs_code", "other", "date_of_service"])
    answers = [_stands(ptp_edit(*row), row[0]) for row in asked.iter_rows()]
    told = asked.with_columns(
        stands=pl.Series([word for word, _ in answers], dtype=pl.String),
        indicator=pl.Series([number for _, number in answers], dtype=pl.Int64),
    )
    found = pairs.join(told, on=on, nulls_equal=True)
    is_parted = (pl.col("indicator") == 1) & (pl.col("is_separate") | pl.col("other_separate"))
    word = pl.when(is_parted.fill_null(value=False)).then(pl.lit(NONE)).otherwise("stands")
    by_line = (
        found.with_columns(word=word)
        .group_by(ACCOUNT)
        .agg(
            bundling_edit=pl.when((pl.col("word") == ACTIVE).any())
            .then(pl.lit(ACTIVE))
            .when((pl.col("word") == NOT_KNOWN).any())
            .then(pl.lit(NOT_KNOWN))
            .otherwise(pl.lit(NONE))
        )
    )
    alone = denied.select(ACCOUNT).join(by_line, on=ACCOUNT, how="left", nulls_equal=True)
    alone = alone.with_columns(pl.col("bundling_edit").fill_null(NONE))
    return judged.drop("bundling_edit").join(alone, on=ACCOUNT, how="left", nulls_equal=True)


def _stands(edit: PtpEdit, denied: str) -> tuple[str, int | None]:
    """Return whether an edit denies a code, and its modifier indicator."""
    if edit.is_active is None:
        return NOT_KNOWN, edit.modifier_indicator
    is_its = edit.is_active and edit.column_two == denied
    return (ACTIVE if is_its else NONE), edit.modifier_indicator
