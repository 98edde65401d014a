"""The paid service line's own columns: codes, amounts, units, dates, remarks."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.attached import Attached, attached, quantity, with_amounts, with_days
from gaitbelt.edges.x12.claims import amount, elements
from gaitbelt.edges.x12.located import gathered
from gaitbelt.edges.x12.remittance.places import RemittancePlaces
from gaitbelt.edges.x12.segments import COMPONENT, Segments

_NO_TEXTS = pl.lit([], dtype=pl.List(pl.String))


def line_table(
    segments: Segments, places: RemittancePlaces, claims: pl.DataFrame
) -> tuple[pl.DataFrame, list[tuple[Attached, str]]]:
    """Return one row per line, and the dates and amounts under them with their element."""
    count = len(places.lines)
    base = elements(segments, places.lines, 1, 2, 3, 4, 5, 6, 7)

    def under(name: str, wanted: tuple[str, ...], *columns: int) -> Attached:
        found = segments.where(name)
        owners = places.in_line(found)
        return attached(segments, found, owners, count, wanted, columns)

    dates = with_days(under("DTM", ("472", "150", "151"), 2), "e2")
    allowed = with_amounts(under("AMT", ("B6",), 2), "e2")
    numbers = under("REF", ("6R", "HPI", "G1", "0K"), 2)
    table = pl.DataFrame(
        {
            **_of_claim(places, claims),
            "line_control_number": numbers.first("6R", column="e2"),
            "raw_code": base["e1"],
            "raw_original": base["e6"],
            "revenue_code": base["e4"],
            "raw_charge": base["e2"],
            "raw_paid": base["e3"],
            "raw_paid_units": base["e5"],
            "raw_units": base["e7"],
            "allowed_amount": allowed.first("B6", column="value"),
            "date_of_service": dates.first("472", "150", column="value"),
            "date_of_service_through": dates.first("151", column="value"),
            "own_npi": numbers.first("HPI", column="e2"),
            "prior_authorization_number": numbers.first("G1", column="e2"),
            "policy_identification": numbers.first("0K", column="e2"),
            "remark_codes": under("LQ", ("HE",), 2).lists("e2"),
            **places.origins.of(segments, places.lines),
        }
    )
    return _typed(_with_claim_days(table, claims)), [(dates, "DTM02"), (allowed, "AMT02")]


def _of_claim(places: RemittancePlaces, claims: pl.DataFrame) -> dict[str, pl.Series]:
    """Return what each line has from its claim, and its number in it."""
    index = places.claim_of_line
    return {
        "patient_control_number": gathered(claims["patient_control_number"], index),
        "claim_npi": gathered(claims["rendering_provider_npi"], index),
        "claim_index": pl.Series(index, dtype=pl.Int64),
        "claim_row": gathered(claims["source_row"], index),
        "line_number": _numbered(places),
    }


def _numbered(places: RemittancePlaces) -> pl.Series:
    """Return each line's place among the lines of its claim, from 1."""
    order = np.arange(len(places.lines), dtype=np.int64)
    first = np.searchsorted(places.claim_of_line, places.claim_of_line, "left")
    return pl.Series(order - first + 1)


def _with_claim_days(table: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Give a line without a date its claim's statement date, where that is one day."""
    if not table["date_of_service"].null_count():
        return table
    is_one_day = (
        pl.col("statement_through_date").is_null()
        | (pl.col("statement_through_date") == pl.col("statement_from_date"))
    ) & pl.col("statement_from_date").is_not_null()
    days = claims.select(pl.when(is_one_day).then("statement_from_date")).to_series()
    own = gathered(days, table["claim_index"].to_numpy())
    return table.with_columns(date_of_service=pl.coalesce("date_of_service", own))


def _typed(table: pl.DataFrame) -> pl.DataFrame:
    typed = table.with_columns(
        rendering_provider_npi=pl.coalesce("own_npi", "claim_npi"),
        charge_amount=amount(pl.col("raw_charge")),
        paid_amount=amount(pl.col("raw_paid")),
        paid_unit_count=quantity(pl.col("raw_paid_units")),
        original_unit_count=quantity(pl.col("raw_units")),
    )
    named = _parted(table["raw_code"])
    return pl.concat([typed, named, _original(table["raw_original"])], how="horizontal")


def _parted(raw: pl.Series) -> pl.DataFrame:
    """Return the parts of the service codes; each that differs is parted once."""
    distinct = raw.to_frame("raw").unique()
    parts = distinct.select(parts=_code(pl.col("raw")))["parts"].struct.unnest()
    qualifier, code = pl.col("field_0"), pl.col("field_1")
    named = parts.select(
        code_qualifier=pl.when(qualifier != "").then(qualifier),
        hcpcs_code=pl.when((qualifier == "HC") & (code != "")).then(code),
        other_code=pl.when((qualifier != "HC") & (code != "")).then(code),
        modifiers=_listed([f"field_{at}" for at in range(2, 6)]),
    )
    known = pl.concat([distinct, named], how="horizontal")
    found = raw.to_frame("raw").join(
        known, on="raw", how="left", nulls_equal=True, maintain_order="left"
    )
    return found.drop("raw")


def _code(raw: pl.Expr) -> pl.Expr:
    return raw.str.to_uppercase().str.split_exact(COMPONENT, 6)


def _listed(names: list[str]) -> pl.Expr:
    bare = [pl.col(name).str.strip_chars() for name in names]
    present = pl.concat_list(pl.when(each != "").then(each) for each in bare)
    return present.list.drop_nulls()


def _original(raw: pl.Series) -> pl.DataFrame:
    """Return the code first sent, where the payer judged another: SVC06."""
    if raw.null_count() == len(raw):
        blank = pl.lit(None, pl.String)
        empty = raw.to_frame("raw").with_columns(
            original_code_qualifier=blank, original_code=blank, original_modifiers=_NO_TEXTS
        )
        return empty.drop("raw")
    parts = raw.to_frame("raw").select(parts=_code(pl.col("raw")))["parts"].struct.unnest()
    return parts.select(
        original_code_qualifier=pl.when(pl.col("field_0") != "").then("field_0"),
        original_code=pl.when(pl.col("field_1") != "").then("field_1"),
        original_modifiers=_listed([f"field_{at}" for at in range(2, 6)]),
    )
