"""The claim payment's own columns: identifiers, status, amounts, dates, remarks."""

import polars as pl

from gaitbelt.edges.x12.attached import (
    Attached,
    attached,
    lists_of,
    with_amounts,
    with_days,
    with_npi,
)
from gaitbelt.edges.x12.claims import amount, elements
from gaitbelt.edges.x12.remittance.places import RemittancePlaces
from gaitbelt.edges.x12.segments import Segments

REVERSAL = "22"

_DATES = {
    "statement_from_date": "232",
    "statement_through_date": "233",
    "received_date": "050",
    "coverage_expired_date": "036",
}
_NUMBERS = {
    "original_claim_number": "F8",
    "group_number": "1L",
    "prior_authorization_number": "G1",
    "contract_class_code": "CE",
}
_AMOUNTS = {
    "coverage_amount": "AU",
    "discount_amount": "D8",
    "interest_amount": "I",
    "patient_paid_amount": "F5",
}
_PEOPLE = {
    "patient_member_id": "QC",
    "subscriber_member_id": "IL",
    "corrected_member_id": "74",
    "crossover_payer_id": "TT",
    "corrected_payer_id": "PR",
}


def claim_table(
    segments: Segments, places: RemittancePlaces
) -> tuple[pl.DataFrame, list[tuple[Attached, str]]]:
    """Return one row per claim, and the dates and amounts under them with their element."""
    base = elements(segments, places.claims, *range(1, 10))
    count = len(places.claims)

    def under(name: str, wanted: dict[str, str], *columns: int) -> Attached:
        found = segments.where(name)
        owners = places.in_claim(found)
        return attached(segments, found, owners, count, tuple(wanted.values()), columns)

    dates = with_days(under("DTM", _DATES, 2), "e2")
    amounts = with_amounts(under("AMT", _AMOUNTS, 2), "e2")
    numbers = under("REF", _NUMBERS, 2)
    people = with_npi(under("NM1", {**_PEOPLE, "rendering": "82"}, 8, 9))
    table = pl.DataFrame(
        {
            "patient_control_number": base["e1"],
            "claim_status_code": base["e2"],
            "raw_charge": base["e3"],
            "raw_paid": base["e4"],
            "raw_patient": base["e5"],
            "claim_filing_indicator_code": base["e6"],
            "payer_claim_control_number": base["e7"],
            "facility_code": base["e8"],
            "claim_frequency_code": base["e9"],
            **{name: dates.first(mark, column="value") for name, mark in _DATES.items()},
            **{name: people.first(mark, column="e9") for name, mark in _PEOPLE.items()},
            "rendering_provider_npi": people.first("82", column="npi"),
            **{name: numbers.first(mark, column="e2") for name, mark in _NUMBERS.items()},
            **{name: amounts.first(mark, column="value") for name, mark in _AMOUNTS.items()},
            "remark_codes": _remarks(segments, places),
            **places.origins.of(segments, places.claims),
        }
    )
    return _typed(table), [(dates, "DTM02"), (amounts, "AMT02")]


def _typed(table: pl.DataFrame) -> pl.DataFrame:
    return table.with_columns(
        is_reversal=pl.col("claim_status_code") == REVERSAL,
        charge_amount=amount(pl.col("raw_charge")),
        paid_amount=amount(pl.col("raw_paid")),
        patient_responsibility_amount=amount(pl.col("raw_patient")),
    )


def _remarks(segments: Segments, places: RemittancePlaces) -> pl.Series:
    """Return each claim's remark codes of its MIA and MOA segments, in order."""
    count = len(places.claims)
    rows = [pl.DataFrame(schema={"owner": pl.Int64(), "code": pl.String()})]
    for name, wanted in (("MIA", (5, 20, 21, 22, 23)), ("MOA", (3, 4, 5, 6, 7))):
        found = segments.where(name)
        owners = places.in_claim(found)
        found, owners = found[owners >= 0], owners[owners >= 0]
        parts = elements(segments, found, *wanted)
        for each in parts.columns:
            codes = pl.DataFrame({"owner": owners, "code": parts[each].str.to_uppercase()})
            rows.append(codes.drop_nulls().cast({"owner": pl.Int64}))
    return lists_of(pl.concat(rows), count)
