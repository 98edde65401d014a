"""Answers to interchanges, groups and transactions, one row each."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.acknowledgement.places import AnswerPlaces
from gaitbelt.edges.x12.acknowledgement.words import (
    GROUP_ERRORS,
    INTERCHANGE_NOTES,
    TRANSACTION_ERRORS,
    all_said,
    outcome,
    said,
)
from gaitbelt.edges.x12.claims import elements
from gaitbelt.edges.x12.located import gathered, owner_of
from gaitbelt.edges.x12.loops import first_of
from gaitbelt.edges.x12.segments import Segments


def interchange_table(segments: Segments) -> pl.DataFrame:
    """Return one row per TA1 of the chunk."""
    found = segments.where("TA1")
    found = found[found >= segments.carried]
    parts = elements(segments, found, 1, 2, 3, 4, 5)
    opened = segments.where("ISA")
    number = elements(segments, opened, 13)["e13"]
    return parts.select(
        acknowledged_interchange_number="e1",
        interchange_date=_short_day(pl.col("e2")),
        interchange_time="e3",
        acknowledgement_code=pl.col("e4").str.to_uppercase(),
        note_code="e5",
        outcome=outcome(pl.col("e4")),
        reason=said(pl.col("e5"), INTERCHANGE_NOTES),
    ).with_columns(
        interchange_control_number=gathered(number, np.searchsorted(opened, found, "right") - 1),
        source_row=pl.Series(segments.numbers[found]),
        source_byte_offset=pl.Series(segments.offsets[found]),
    )


def _short_day(raw: pl.Expr) -> pl.Expr:
    """Return six or eight figures as a date, those of six in this century."""
    long = pl.when(raw.str.contains(r"^\d{6}$")).then(pl.concat_str(pl.lit("20"), raw))
    figures = long.otherwise(pl.when(raw.str.contains(r"^\d{8}$")).then(raw))
    return figures.str.to_date("%Y%m%d", strict=False)


def _codes(names: list[str]) -> pl.Expr:
    return pl.concat_list(pl.col(name).str.to_uppercase() for name in names).list.drop_nulls()


def _count(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64, strict=False)


def group_table(segments: Segments, places: AnswerPlaces) -> pl.DataFrame:
    """Return one row per 999 that ends in the chunk: what it answers, and how."""
    count = len(places.transactions)
    bounds = np.unique(np.concatenate([places.transactions, segments.where("SE")]))

    def first(name: str, *columns: int) -> pl.DataFrame:
        found = segments.where(name)
        owners = owner_of(found, places.transactions, bounds)
        place = first_of(found[owners >= 0], owners[owners >= 0], count)
        return elements(segments, place, *columns).rename(lambda each: f"{name}{each}")

    rows = pl.concat([first("AK1", 1, 2, 3), first("AK9", *range(1, 10))], how="horizontal")
    named = rows.with_columns(error_codes=_codes([f"AK9e{at}" for at in range(5, 10)]))
    table = named.select(
        "error_codes",
        functional_identifier_code="AK1e1",
        acknowledged_group_number="AK1e2",
        acknowledged_version="AK1e3",
        acknowledgement_code=pl.col("AK9e1").str.to_uppercase(),
        transactions_included=_count("AK9e2"),
        transactions_received=_count("AK9e3"),
        transactions_accepted=_count("AK9e4"),
        outcome=outcome(pl.col("AK9e1")),
        reason=all_said(pl.col("error_codes"), GROUP_ERRORS),
    ).with_columns(**places.origins.of(segments, places.transactions))
    return table.filter(pl.Series(places.is_whole))


def answer_table(
    segments: Segments, places: AnswerPlaces, group_number: pl.Series, error_counts: pl.Series
) -> pl.DataFrame:
    """Return one row per transaction answered, with how many errors are told of it.

    ``group_number`` is AK102 of each of the chunk's transactions.
    """
    base = elements(segments, places.answers, 1, 2, 3)
    found = segments.where("IK5")
    owners = owner_of(found, places.answers, places.answer_bounds)
    place = first_of(found[owners >= 0], owners[owners >= 0], len(places.answers))
    answer = elements(segments, place, *range(1, 7)).rename(lambda each: f"IK5{each}")
    owner = np.searchsorted(places.transactions, places.answers, "right") - 1
    rows = pl.concat([base, answer], how="horizontal").with_columns(
        error_codes=_codes([f"IK5e{at}" for at in range(2, 7)])
    )
    return rows.select(
        "error_codes",
        acknowledged_kind="e1",
        acknowledged_transaction_number="e2",
        acknowledged_version="e3",
        acknowledgement_code=pl.col("IK5e1").str.to_uppercase(),
        outcome=outcome(pl.col("IK5e1")),
        reason=all_said(pl.col("error_codes"), TRANSACTION_ERRORS),
    ).with_columns(
        acknowledged_group_number=gathered(group_number, owner),
        error_count=error_counts,
        **places.origins.of(segments, places.answers),
    )


def group_numbers(segments: Segments, places: AnswerPlaces) -> pl.Series:
    """Return AK102 of each of the chunk's transactions, the carried ones too."""
    found = segments.where("AK1")
    owners = owner_of(found, places.transactions, places.transactions)
    place = first_of(found[owners >= 0], owners[owners >= 0], len(places.transactions))
    return elements(segments, place, 2)["e2"]
