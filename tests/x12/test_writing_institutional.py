"""Institutional claims are written from tables, for a second opinion and back again."""

import datetime as dt

import polars as pl

from gaitbelt.edges.x12.reading import read_x12
from gaitbelt.edges.x12.write.marks import Envelope
from gaitbelt.edges.x12.write.writing import write_x12
from gaitbelt.services.x12_generate import generated_tables
from tests.x12.round_trip import differences
from tests.x12.second_opinion import accepted

ENVELOPE = Envelope("SENDER", "RECEIVER", dt.date(2026, 1, 2), "0915")
DAY = pl.lit(dt.date(2025, 3, 3))


def _institutional(count: int) -> dict[str, pl.DataFrame]:
    """Return claims of a rehabilitation agency (bill type 74), each for its subscriber."""
    tables = generated_tables("837P", count)
    ties = ("billing_provider_row", "subscriber_row", "transaction_row", "source_row")
    claims = tables["claims"].select(
        "claim_id", "claim_charge_amount", *ties, facility_code=pl.lit("74"),
        claim_frequency_code=pl.lit("1"), assignment_code=pl.lit("A"),
        benefits_assignment_code=pl.lit("Y"), release_of_information_code=pl.lit("Y"),
        statement_from_date=DAY, statement_through_date=DAY, admission_type_code=pl.lit("9"),
        admission_source_code=pl.lit("9"), patient_status_code=pl.lit("30"),
        diagnosis_codes=pl.lit(["M5450", "M6281"]),
        attending_provider_npi="rendering_provider_npi",
        attending_provider_last_name="rendering_provider_last_name",
        attending_provider_first_name="rendering_provider_first_name",
        attending_provider_taxonomy_code="rendering_provider_taxonomy_code",
    )  # fmt: skip
    lines = tables["lines"].select(
        "claim_id", "claim_row", "line_number", "code_qualifier", "service_code", "modifiers",
        "charge_amount", "unit_measure_code", "service_quantity", "line_control_number",
        "transaction_row", "source_row", revenue_code=pl.lit("0420"), date_of_service=DAY,
    )  # fmt: skip
    own = tables["subscribers"].with_columns(
        relationship_code=pl.lit("18"), payer_sequence_code=pl.lit("P")
    )
    named = ("submissions", "billing_providers")
    return {**{name: tables[name] for name in named}, "subscribers": own, "claims": claims,
            "lines": lines}  # fmt: skip


def test_institutional_claims_are_accepted_by_a_second_opinion_and_come_back() -> None:
    written = write_x12(_institutional(5), "837I", ENVELOPE)
    assert written.problems.is_empty()
    is_accepted, report = accepted(written.data)
    assert is_accepted, report
    read = read_x12(written.data, "837I", file_name="a file").tables
    assert read["claims"]["diagnosis_codes"].to_list() == [["M5450", "M6281"]] * 5
    again = write_x12(read, "837I", ENVELOPE)
    assert differences(read, read_x12(again.data, "837I", file_name="a file").tables) == []
