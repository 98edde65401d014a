"""The payment's own columns: amount, method, date, trace, payer and payee."""

import numpy as np
import polars as pl

from gaitbelt.edges.x12.attached import Attached, attached, day, with_days
from gaitbelt.edges.x12.claims import amount, elements
from gaitbelt.edges.x12.located import gathered, owner_of
from gaitbelt.edges.x12.loops import first_of
from gaitbelt.edges.x12.remittance.places import RemittancePlaces
from gaitbelt.edges.x12.segments import Places, Segments, code


def payment_table(segments: Segments, places: RemittancePlaces) -> pl.DataFrame:
    """Return one row per transaction that begins in the chunk, with its raw columns."""
    starts = places.transactions
    count = len(starts)

    def headed(name: str, *columns: int) -> tuple[pl.DataFrame, Places]:
        found = segments.where(name)
        owners = places.in_header(found)
        found, owners = found[owners >= 0], owners[owners >= 0]
        first = first_of(found, owners, count)
        return elements(segments, first, *columns), first

    payment, payment_at = headed("BPR", 1, 2, 3, 4, 16)
    trace, _ = headed("TRN", 2, 3)
    made = with_days(_header(segments, places, "DTM", ("405",), (2,)), "e2")
    receiver = _header(segments, places, "REF", ("EV",), (2,))
    is_own = starts >= segments.carried
    table = pl.DataFrame(
        {
            "transaction_handling_code": payment["e1"],
            "raw_amount": payment["e2"],
            "credit_debit_code": payment["e3"],
            "payment_method_code": payment["e4"],
            "raw_date": payment["e16"],
            "trace_number": trace["e2"],
            "originating_company_id": trace["e3"],
            "receiver_id": receiver.first("EV", column="e2"),
            "raw_production_date": made.first("405", column="raw"),
            "production_date": made.first("405", column="value"),
            **_parties(segments, places),
            **places.origins.of(segments, starts),
            "has_payment": payment_at >= 0,
        }
    )
    return _at_payment(table, segments, payment_at).filter(pl.Series(is_own))


def _at_payment(table: pl.DataFrame, segments: Segments, payment_at: Places) -> pl.DataFrame:
    """Return the rows typed, each standing at its BPR, or at its ST where it has none."""
    own = {
        "source_row": gathered(pl.Series(segments.numbers), payment_at),
        "source_byte_offset": gathered(pl.Series(segments.offsets), payment_at),
    }
    return table.with_columns(
        **{name: pl.coalesce(column, name) for name, column in own.items()},
        payment_amount=amount(pl.col("raw_amount")),
        payment_date=day(pl.col("raw_date")),
    )


def _header(
    segments: Segments,
    places: RemittancePlaces,
    name: str,
    wanted: tuple[str, ...],
    columns: tuple[int, ...],
) -> Attached:
    found = segments.where(name)
    found = found[np.isin(segments.qualifiers[found], [code(each) for each in wanted])]
    owners = places.in_header(found)
    return attached(segments, found, owners, len(places.transactions), wanted, columns)


def _parties(segments: Segments, places: RemittancePlaces) -> dict[str, pl.Series]:
    """Return the payer's and the payee's names and numbers."""
    names = _header(segments, places, "N1", ("PR", "PE"), (2, 3, 4))
    starts = segments.where("N1", "ST")
    numbers = segments.where("REF")
    starts = np.unique(np.concatenate([starts, places.claims]))
    owners = owner_of(numbers, names.places, starts)
    owners = np.where(places.in_header(numbers) >= 0, owners, -1)
    extra = attached(segments, numbers, owners, len(names.places), ("2U", "TJ"), (2,))
    parts = names.parts.with_columns(
        payer=pl.coalesce("e4", extra.first("2U", column="e2")),
        npi=pl.when(pl.col("e3").str.to_uppercase() == "XX").then("e4"),
        tax=pl.coalesce(
            pl.when(pl.col("e3").str.to_uppercase() == "FI").then("e4"),
            extra.first("TJ", column="e2"),
        ),
    )
    known = Attached(names.qualifiers, names.places, names.owners, names.count, parts)
    return {
        "payer_name": known.first("PR", column="e2"),
        "payer_id": known.first("PR", column="payer"),
        "payee_name": known.first("PE", column="e2"),
        "payee_npi": known.first("PE", column="npi"),
        "payee_tax_id": known.first("PE", column="tax"),
    }
