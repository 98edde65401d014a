"""Remittances (835): what each table holds, from samples written for these tests."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gaitbelt.edges.x12.remittance.balance import imbalances
from gaitbelt.edges.x12.remittance.read import iter_remittances, read_remittances
from gaitbelt.edges.x12.remittance.result import SHAPES, Remittance, together

SAMPLES = Path(__file__).parent / "samples"
FULL = SAMPLES / "reversal_correction_and_provider_adjustments.835"
TWO = SAMPLES / "payments_in_two_interchanges_with_other_separators.835"


def sample(path: Path) -> Remittance:
    return read_remittances(path, file_name=path.name)


def codes(result: Remittance) -> list[str]:
    return result.problems["problem_code"].to_list()


def test_a_payment_has_its_amount_its_trace_and_its_parties() -> None:
    row = sample(FULL).payments.row(0, named=True)
    assert row["payment_amount"] == Decimal("180.15")
    assert row["payment_method_code"] == "ACH"
    assert row["payment_date"] == date(2026, 3, 6)
    assert row["production_date"] == date(2026, 3, 5)
    assert (row["trace_number"], row["originating_company_id"]) == ("TRACE1", "1999999999")
    assert (row["payer_name"], row["payer_id"]) == ("SAMPLE PAYER", "PAYER77")
    assert (row["payee_npi"], row["payee_tax_id"]) == ("1234567893", "999999999")
    assert row["receiver_id"] == "CLINIC1"


def test_a_claim_has_its_numbers_amounts_dates_and_remarks() -> None:
    row = sample(FULL).claims.row(0, named=True)
    assert row["patient_control_number"] == "A1001"
    assert row["claim_status_code"] == "1"
    amounts = ("charge_amount", "paid_amount", "patient_responsibility_amount")
    assert [row[name] for name in amounts] == [Decimal(250), Decimal("142.15"), Decimal(40)]
    assert row["payer_claim_control_number"] == "26060000001"
    assert (row["facility_code"], row["claim_frequency_code"]) == ("11", "1")
    assert row["statement_from_date"] == row["statement_through_date"] == date(2026, 3, 2)
    assert row["received_date"] == date(2026, 3, 3)
    assert (row["patient_member_id"], row["rendering_provider_npi"]) == ("M0001", "1992999999")
    assert row["group_number"] == "GROUP9"
    assert row["coverage_amount"] == Decimal(220)
    assert row["remark_codes"] == ["MA01", "N130"]


def test_a_line_has_its_code_units_dates_allowed_amount_and_remarks() -> None:
    first, second, *_ = sample(FULL).lines.rows(named=True)
    assert (first["line_number"], first["line_control_number"]) == (1, "A1001L1")
    assert (first["hcpcs_code"], first["modifiers"]) == ("97110", ["GP", "KX"])
    assert (first["charge_amount"], first["paid_amount"]) == (Decimal(150), Decimal("97.85"))
    assert first["allowed_amount"] == Decimal(130)
    assert (first["paid_unit_count"], first["original_unit_count"]) == (2, 3)
    assert first["date_of_service"] == date(2026, 3, 2)
    assert first["remark_codes"] == ["N620", "M15"]
    assert first["rendering_provider_npi"] == "1992999999"
    assert (second["original_code"], second["original_modifiers"]) == ("97124", ["GP"])
    assert second["revenue_code"] == "0420"


def test_a_line_of_several_days_has_its_first_and_its_last_day() -> None:
    row = sample(FULL).lines.row(3, named=True)
    assert row["date_of_service"] == date(2026, 1, 20)
    assert row["date_of_service_through"] == date(2026, 1, 21)


def test_each_adjustment_is_a_row_of_its_own_at_its_level() -> None:
    rows = sample(FULL).adjustments
    named = ["level", "patient_control_number", "line_number", "adjustment_group_code"]
    told = rows.select(*named, "adjustment_reason_code", "adjustment_amount").rows()
    assert told[:6] == [
        ("claim", "A1001", None, "OA", "23", Decimal(10)),
        ("line", "A1001", 1, "CO", "45", Decimal(20)),
        ("line", "A1001", 1, "CO", "253", Decimal("2.15")),
        ("line", "A1001", 1, "PR", "2", Decimal(30)),
        ("line", "A1001", 2, "CO", "45", Decimal("35.70")),
        ("line", "A1001", 2, "PR", "2", Decimal(10)),
    ]
    assert told[-1] == ("claim", "A1002", None, "CO", "16", Decimal(80))
    assert rows["adjustment_quantity"].to_list()[1] == 1
    assert rows["adjustment_position"].to_list()[1:3] == [1, 2]


def test_a_reversal_and_its_correction_are_two_claims_and_net_to_the_difference() -> None:
    pair = sample(FULL).claims.filter(pl.col("patient_control_number") == "A0900")
    assert pair["is_reversal"].to_list() == [True, False]
    assert pair["paid_amount"].to_list() == [Decimal(-50), Decimal(60)]
    assert pair["original_claim_number"].to_list() == ["26050000001", None]
    assert pair["corrected_member_id"].to_list() == [None, "M0002X"]


def test_each_adjustment_of_the_provider_is_a_row_of_its_own() -> None:
    rows = sample(FULL).provider_adjustments
    reason, reference = "provider_adjustment_reason_code", "provider_adjustment_reference"
    assert rows.select(reason, reference, "adjustment_amount").rows() == [
        ("WO", "26050000009", Decimal(-50)),
        ("72", None, Decimal(22)),
        ("L6", None, Decimal(0)),
    ]
    assert rows["fiscal_period_date"].to_list() == [date(2026, 12, 31)] * 3


def test_a_remittance_that_balances_has_no_imbalance_and_no_problem() -> None:
    for path in (FULL, TWO):
        assert imbalances(sample(path)).height == 0
        assert codes(sample(path)) == []


def test_every_row_says_where_it_stands() -> None:
    result = sample(FULL)
    content = FULL.read_bytes()
    starts = {"payments": b"BPR", "claims": b"CLP", "lines": b"SVC", "adjustments": b"CAS"}
    for name, start in {**starts, "provider_adjustments": b"PLB"}.items():
        rows = result.tables[name]
        assert set(rows["source_file"]) == {FULL.name}
        assert set(rows["transaction_control_number"]) == {"0001"}
        assert set(rows["interchange_control_number"]) == {"000000001"}
        for offset, number in rows.select("source_byte_offset", "source_row").iter_rows():
            assert content[offset : offset + 3] == start
            assert content[:offset].count(b"~") == number - 1


def test_several_interchanges_with_their_own_separators_are_read() -> None:
    result = sample(TWO)
    assert result.payments["payment_amount"].to_list() == [100, 90, 80]
    assert result.claims["patient_control_number"].to_list() == ["B1", "B2", "C1"]
    numbers = ["interchange_control_number", "transaction_control_number"]
    assert result.claims.select(numbers).rows() == [
        ("000000001", "0001"), ("000000001", "0002"), ("000000002", "0001"),
    ]  # fmt: skip
    assert result.lines["hcpcs_code"].to_list() == ["92507"] * 3
    assert result.lines["modifiers"].to_list() == [["GN"]] * 3


def test_an_older_version_is_refused_with_what_to_ask_for() -> None:
    result = sample(SAMPLES / "older_version_4010.835")
    assert not result.is_readable
    assert codes(result) == ["not-remittances"]
    assert "of the older version 4010" in result.problems["message"][0]
    assert "005010X221A1" in result.problems["fix"][0]
    assert all(rows.is_empty() for rows in result.tables.values())


def test_a_claim_file_is_refused_with_what_it_is() -> None:
    result = sample(SAMPLES / "three_patients_three_disciplines.837")
    assert codes(result) == ["not-remittances"]
    assert "a professional claim file (837P)" in result.problems["message"][0]


@pytest.mark.parametrize("size", [150, 400, 1000, 3000])
@pytest.mark.parametrize("path", [FULL, TWO], ids=["one", "two"])
def test_a_file_in_chunks_gives_the_same_tables(path: Path, size: int) -> None:
    whole = sample(path)
    parts = together(list(iter_remittances(path, file_name=path.name, chunk_bytes=size)))
    for name in SHAPES:
        assert parts.tables[name].equals(whole.tables[name]), name
    assert parts.segment_count == whole.segment_count


def test_an_amount_keeps_every_cent() -> None:
    text = FULL.read_text().replace("*54.3*", "*.07*")
    assert read_remittances(text.encode(), file_name="x").lines["paid_amount"][1] == Decimal("0.07")


def test_no_name_of_a_person_stands_in_a_problem() -> None:
    text = FULL.read_text().replace("*150*97.85*", "*SAMPLE*97.85*").replace("*20260302~", "*ONE~")
    told = read_remittances(text.encode(), file_name="x").problems
    assert told.height >= 2
    assert not told["message"].str.contains("SAMPLE|ONE").any()
