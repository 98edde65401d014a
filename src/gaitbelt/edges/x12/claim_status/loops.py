"""The loops of a 277CA and their lines: identifiers, dates, totals."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.attached import Attached, attached, day, with_amounts, with_npi
from gaitbelt.edges.x12.claim_status.places import LEVELS, StatusPlaces
from gaitbelt.edges.x12.claims import amount, elements
from gaitbelt.edges.x12.located import gathered
from gaitbelt.edges.x12.segments import COMPONENT, Segments

_TOTALS = {
    "accepted_count": ("QTY", ("90", "QA")),
    "rejected_count": ("QTY", ("AA", "QC")),
    "accepted_amount": ("AMT", ("YU",)),
    "rejected_amount": ("AMT", ("YY",)),
}


def loop_table(segments: Segments, places: StatusPlaces) -> pl.DataFrame:
    """Return one row per loop, of every level."""
    count = len(places.loops)

    def under(name: str, wanted: tuple[str, ...], *columns: int) -> Attached:
        found = segments.where(name)
        return attached(segments, found, places.in_loop(found), count, wanted, columns)

    named = with_npi(under("NM1", (), 8, 9))
    traces = under("TRN", ("1", "2"), 2)
    numbers = under("REF", ("1K", "D9", "BLT"), 2)
    counts = _whole(under("QTY", ("90", "QA", "AA", "QC"), 2))
    amounts = with_amounts(under("AMT", ("YU", "YY"), 2), "e2")
    held = {"QTY": counts, "AMT": amounts}
    days = _days(under("DTP", ("472",), 2, 3))
    return pl.DataFrame(
        {
            "level": _level_names(places),
            "level_row": pl.Series(segments.numbers[places.loops]),
            "identifier": _first(named, "e9"),
            "npi": _first(named, "npi"),
            "trace_number": traces.first("2", "1", column="e2"),
            "payer_claim_control_number": numbers.first("1K", column="e2"),
            "clearinghouse_trace_number": numbers.first("D9", column="e2"),
            "bill_type_code": numbers.first("BLT", column="e2"),
            **{
                name: held[segment].first(*marks, column="value")
                for name, (segment, marks) in _TOTALS.items()
            },
            "date_of_service": days.first("472", column="day"),
            "date_of_service_through": days.first("472", column="through"),
            **places.origins.of(segments, places.loops),
        }
    )


def _first(found: Attached, column: str) -> pl.Series:
    """Return for each owner the column of its first segment, whatever its qualifier."""
    index = np.full(found.count, -1, dtype=np.int64)
    index[found.owners[::-1]] = np.arange(len(found.owners))[::-1]
    return gathered(found.parts[column], index)


def _whole(found: Attached) -> Attached:
    value = pl.col("e2").cast(pl.Int64, strict=False)
    parts = found.parts.with_columns(value=value)
    return Attached(found.qualifiers, found.places, found.owners, found.count, parts)


def _days(found: Attached) -> Attached:
    """Read DTP02 and DTP03 as a first and a last day."""
    is_range = pl.col("e2").str.to_uppercase() == "RD8"
    halves = pl.col("e3").str.split_exact("-", 1).struct
    parts = found.parts.with_columns(
        day=day(pl.when(is_range).then(halves.field("field_0")).otherwise("e3")),
        through=day(pl.when(is_range).then(halves.field("field_1"))),
    )
    return Attached(found.qualifiers, found.places, found.owners, found.count, parts)


def _level_names(places: StatusPlaces) -> pl.Series:
    return pl.Series(places.levels).replace_strict(LEVELS, default="claim", return_dtype=pl.String)


def line_table(segments: Segments, places: StatusPlaces, loops: pl.DataFrame) -> pl.DataFrame:
    """Return one row per service line that the chunk names."""
    count = len(places.lines)
    base = elements(segments, places.lines, 1, 2)

    def under(name: str, wanted: tuple[str, ...], *columns: int) -> Attached:
        found = segments.where(name)
        return attached(segments, found, places.in_line(found), count, wanted, columns)

    days = _days(under("DTP", ("472",), 2, 3))
    parts = base["e1"].str.to_uppercase().str.split_exact(COMPONENT, 6).struct.unnest()
    marks = [pl.col(f"field_{at}").str.strip_chars() for at in range(2, 6)]
    return parts.select(
        code_qualifier=pl.when(pl.col("field_0") != "").then("field_0"),
        hcpcs_code=pl.when((pl.col("field_0") == "HC") & (pl.col("field_1") != "")).then("field_1"),
        modifiers=pl.concat_list(
            pl.when(each != "").then(each) for each in marks
        ).list.drop_nulls(),
    ).with_columns(
        patient_control_number=gathered(loops["trace_number"], places.of_line),
        level_row=gathered(loops["level_row"], places.of_line),
        line_control_number=under("REF", ("FJ",), 2).first("FJ", column="e2"),
        raw_charge=base["e2"],
        charge_amount=base.select(amount(pl.col("e2")))["e2"],
        date_of_service=days.first("472", column="day"),
        date_of_service_through=days.first("472", column="through"),
        **places.origins.of(segments, places.lines),
    )
