"""The reader of professional claims: what it reads, what it tells, what it never loses."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from gaitbelt.edges.result import CLAIM_LINES, ReadResult
from gaitbelt.edges.x12.professional import read_professional_claims
from gaitbelt.tables.problem import PROBLEM

SAMPLES = Path(__file__).parent / "samples"
GOOD = (SAMPLES / "three_patients_three_disciplines.837").read_bytes()


def sample(name: str) -> ReadResult:
    return read_professional_claims(SAMPLES / name, file_name=name)


def from_text(text: bytes) -> ReadResult:
    return read_professional_claims(text, file_name="claims.837")


def codes(result: ReadResult, level: str | None = None) -> list[str]:
    found = result.problems
    if level is not None:
        found = found.filter(pl.col("level") == level)
    return found["problem_code"].to_list()


def without_origin(result: ReadResult) -> pl.DataFrame:
    return result.lines.drop("source_file", "source_row", "source_byte_offset")


# --- what a clean file gives -----------------------------------------------------------


def test_a_clean_file_gives_every_claim_and_line_and_no_problem() -> None:
    result = sample("three_patients_three_disciplines.837")
    assert result.claim_count == 3
    assert result.lines.height == 5
    assert result.problems.height == 0
    assert dict(result.lines.schema) == CLAIM_LINES
    assert dict(result.problems.schema) == PROBLEM


def test_the_columns_of_a_line_come_from_their_elements() -> None:
    line = sample("three_patients_three_disciplines.837").lines.row(1, named=True)
    assert line["claim_id"] == "A1001"
    assert line["line_number"] == 2
    assert line["patient_id"] == "M0001"
    assert line["date_of_service"] == date(2026, 3, 2)
    assert line["payer"] == "medicare"
    assert line["discipline"] == "PT"
    assert line["setting"] == "practitioner"
    assert line["hcpcs_code"] == "97140"
    assert line["modifiers"] == ["GP", "59"]
    assert line["unit_count"] == 1
    assert line["charge_amount"] == Decimal("45.50")
    assert line["place_of_service_code"] == "11"
    assert line["diagnosis_codes"] == ["M5450", "M25.561"]
    assert line["diagnosis_pointers"] == [1, 2]
    assert line["billing_provider_npi"] == "1234567893"
    assert line["rendering_provider_npi"] == "1679576722"
    assert line["visit_id"] is None
    assert line["minutes"] is None
    assert line["is_subject"] is True


def test_an_empty_modifier_place_is_passed_over_and_the_order_is_kept() -> None:
    lines = sample("three_patients_three_disciplines.837").lines
    assert lines["modifiers"].to_list()[3] == ["GO", "KX", "59"]


def test_the_rendering_provider_is_the_lines_own_then_the_claims_then_the_billing_one() -> None:
    lines = sample("three_patients_three_disciplines.837").lines
    assert lines["rendering_provider_npi"].to_list() == [
        "1679576722",
        "1679576722",
        "1234567893",
        "1679576722",
        "1982736450",
    ]


def test_payer_and_discipline_follow_the_indicator_and_the_modifier() -> None:
    lines = sample("three_patients_three_disciplines.837").lines.unique(
        "claim_id", maintain_order=True
    )
    assert lines["payer"].to_list() == ["medicare", "commercial", "medicare_advantage"]
    assert lines["discipline"].to_list() == ["PT", "SLP", "OT"]


def test_the_origin_of_a_line_is_its_own_segment_in_the_file() -> None:
    for name in ("three_patients_three_disciplines.837", "line_ends_after_terminators.837"):
        content = (SAMPLES / name).read_bytes()
        segments = [part.strip() for part in content.split(b"~")]
        for row, offset in sample(name).lines.select("source_row", "source_byte_offset").rows():
            assert content[offset : offset + 3] == b"LX*"
            assert segments[row - 1].startswith(b"LX*")


def test_the_claims_table_holds_frequency_and_charge() -> None:
    claims = sample("three_patients_three_disciplines.837").claims
    assert claims["claim_frequency_code"].to_list() == ["1", "7", "1"]
    assert claims["claim_charge_amount"].to_list() == [
        Decimal("135.50"),
        Decimal("120.00"),
        Decimal("90.25"),
    ]


# --- patients and payers ---------------------------------------------------------------


def test_two_children_of_one_member_are_two_patients_and_one_child_is_one() -> None:
    ids = sample("two_children_of_one_member.837").lines["patient_id"].to_list()
    assert ids[0] != ids[1]
    assert ids[1] == ids[2]
    assert all(name.startswith("p-") and "M0009" not in name for name in ids)


def test_a_dependent_has_the_same_id_in_every_file() -> None:
    once = sample("two_children_of_one_member.837").lines["patient_id"].to_list()
    again = from_text((SAMPLES / "two_children_of_one_member.837").read_bytes())
    assert again.lines["patient_id"].to_list() == once


def test_another_payer_on_the_claim_changes_neither_payer_nor_patient_nor_provider() -> None:
    line = sample("secondary_payer_after_medicare.837").lines.row(0, named=True)
    assert line["payer"] == "commercial"
    assert line["patient_id"] == "M0010"
    assert line["rendering_provider_npi"] == "1679576722"
    assert line["billing_provider_npi"] == "1234567893"
    assert line["date_of_service"] == date(2026, 3, 2)


def test_a_rendering_provider_of_another_payer_is_not_taken() -> None:
    text = (SAMPLES / "secondary_payer_after_medicare.837").read_bytes()
    text = text.replace(b"NM1*82*1*ROE*THERAPIST****XX*1679576722~\n", b"")
    text = text.replace(b"NM1*82*1~", b"NM1*82*1******XX*1982736450~")
    assert from_text(text).lines["rendering_provider_npi"].to_list() == ["1234567893"]


def test_an_unknown_payer_indicator_leaves_the_payer_unknown() -> None:
    text = GOOD.replace(b"SBR*P*18*******MB", b"SBR*P*18*******ZZ")
    assert from_text(text).lines["payer"].to_list()[:2] == [None, None]


# --- ways a file may be written --------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "one_line_ends_nowhere.837",
        "line_ends_after_terminators.837",
        "bar_and_angle_separators.837",
        "forgotten_terminators.837",
        "opening_segment_not_padded.837",
        "wrong_counts_in_trailers.837",
        "several_transactions_and_an_acknowledgment.837",
    ],
)
def test_the_same_claims_are_read_however_the_file_is_written(name: str) -> None:
    expected = without_origin(sample("three_patients_three_disciplines.837"))
    found = without_origin(sample(name))
    if name.startswith("several"):
        expected, found = expected.drop("payer"), found.drop("payer")
    assert found.equals(expected)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: b"\r\n  " + text,
        lambda text: text + b"\n\n   \n",
        lambda text: text.replace(b"~\n", b"~\n      "),
        lambda text: text.replace(b"~\n", b"~~\n"),
        lambda text: text.replace(b"~\n", b"~\r"),
        lambda text: text.rstrip(b"~\n"),
        lambda text: text.replace(b"SAMPLE CLINIC", "CLÍNICA Ñ".encode("latin-1")),
        lambda text: text.replace(b"SAMPLE CLINIC", "CLÍNICA Ñ".encode()),
        lambda text: text.replace(b"HC:97110:GP", b"hc:97110:gp"),
    ],
    ids=[
        "byte-order mark",
        "white space first",
        "white space last",
        "indented",
        "doubled terminators",
        "carriage returns",
        "last terminator absent",
        "latin-1 letters",
        "utf-8 letters",
        "lower-case codes",
    ],
)  # fmt: skip
def test_harmless_differences_change_nothing(change: Callable[[bytes], bytes]) -> None:
    result = from_text(change(GOOD))
    assert without_origin(result).equals(without_origin(from_text(GOOD)))
    assert result.problems.height == 0


def test_a_file_all_in_lower_case_is_read() -> None:
    result = from_text(GOOD.lower())
    assert result.claim_count == 3
    assert result.lines["hcpcs_code"].to_list() == from_text(GOOD).lines["hcpcs_code"].to_list()
    assert result.lines["discipline"].to_list()[0] == "PT"


def test_a_line_broken_in_the_middle_of_a_segment_is_joined() -> None:
    text = GOOD.replace(b"~\n", b"~")
    wrapped = b"\r\n".join(text[at : at + 80] for at in range(0, len(text), 80))
    assert without_origin(from_text(wrapped)).equals(without_origin(from_text(GOOD)))


def test_two_interchanges_may_use_different_separators() -> None:
    result = sample("two_interchanges_with_other_separators.837")
    assert result.claim_count == 6
    assert result.lines["claim_id"].unique(maintain_order=True).to_list() == [
        "A1001", "A1002", "A1003", "A5001", "A5002", "A5003",
    ]  # fmt: skip
    first, second = result.lines.head(5), result.lines.tail(5)
    assert first["modifiers"].to_list() == second["modifiers"].to_list()


def test_forgotten_terminators_are_reported_as_a_note() -> None:
    assert codes(sample("forgotten_terminators.837")) == ["separators"]


def test_an_opening_segment_of_another_length_is_reported_and_the_claims_read() -> None:
    result = sample("opening_segment_not_padded.837")
    assert result.claim_count == 3
    assert codes(result) == ["separators"]


def test_claims_that_use_another_component_separator_than_announced_are_read() -> None:
    text = GOOD.replace(b"HC:", b"HC>").replace(b":GP", b">GP").replace(b"11:B:", b"11>B>")
    result = from_text(text)
    assert result.lines["hcpcs_code"].to_list()[0] == "97110"
    assert codes(result)[0] == "separators"


@pytest.mark.parametrize("size", [300, 700, 1500, 2500])
def test_the_size_of_the_chunks_changes_nothing(size: int) -> None:
    for name in (
        "three_patients_three_disciplines.837",
        "two_children_of_one_member.837",
        "several_transactions_and_an_acknowledgment.837",
        "two_interchanges_with_other_separators.837",
        "impossible_values_in_one_claim.837",
        "secondary_payer_after_medicare.837",
    ):
        whole = sample(name)
        parts = read_professional_claims(SAMPLES / name, file_name=name, chunk_bytes=size)
        assert parts.lines.equals(whole.lines)
        assert parts.problems.equals(whole.problems)
        assert parts.claims.equals(whole.claims)
        assert parts.row_count == whole.row_count


# --- problems --------------------------------------------------------------------------


def test_a_date_that_is_no_date_is_told_with_its_place_and_what_to_do() -> None:
    result = sample("impossible_values_in_one_claim.837")
    told = result.problems.filter(pl.col("problem_code") == "date-not-a-date").row(0, named=True)
    content = (SAMPLES / "impossible_values_in_one_claim.837").read_bytes()
    offset = content.index(b"DTP*472*D8*20251302")
    assert told["message"] == (
        "claim A1043, line 2: date of service 2025-13-02 is not a date "
        f"(837 loop 2400, DTP03, byte {offset:,})."
    )
    assert told["fix"] == ("Correct the line and read the file again; 2 other claims were read.")
    assert (told["claim_id"], told["line_number"]) == ("A1043", 2)
    assert (told["segment"], told["element"], told["level"]) == ("DTP", "DTP03", "value")
    assert told["byte_offset"] == offset


def test_one_bad_value_is_left_empty_and_loses_nothing_else() -> None:
    result = sample("impossible_values_in_one_claim.837")
    assert result.claim_count == 3
    assert result.lines.height == 5
    assert result.lines["date_of_service"].null_count() == 1
    assert result.lines["unit_count"].null_count() == 1
    assert result.lines["charge_amount"].null_count() == 1
    assert sorted(codes(result, "value")) == [
        "charge-not-an-amount", "date-not-a-date", "units-not-whole",
    ]  # fmt: skip


def test_a_range_of_days_is_read_as_its_first_day_with_a_note() -> None:
    result = sample("impossible_values_in_one_claim.837")
    line = result.lines.filter(pl.col("claim_id") == "A1044").row(0, named=True)
    assert line["date_of_service"] == date(2026, 3, 2)
    assert codes(result, "note") == ["several-days"]


def test_minutes_in_the_quantity_are_not_taken_for_units() -> None:
    result = from_text(GOOD.replace(b"*90*UN*2*", b"*90*MJ*30*"))
    assert result.lines["unit_count"].to_list()[0] is None
    assert codes(result) == ["units-in-minutes"]


@pytest.mark.parametrize("charge", [b"4S", b"12,50", b"1e3", b"45.555", b"", b"--5"])
def test_a_charge_that_is_no_amount_is_reported(charge: bytes) -> None:
    result = from_text(GOOD.replace(b"*90*UN*2*", b"*" + charge + b"*UN*2*"))
    assert result.lines["charge_amount"].to_list()[0] is None
    assert codes(result)[0] in ("charge-not-an-amount", "charge-absent")


def test_a_line_without_a_service_segment_is_left_out_and_reported() -> None:
    result = from_text(GOOD.replace(b"SV1*HC:97140:GP:59*45.5*UN*1***1:2~\n", b""))
    assert result.lines.height == 4
    assert codes(result, "row") == ["line-without-service"]


def test_a_service_without_a_line_segment_is_a_line_in_order() -> None:
    result = from_text(GOOD.replace(b"LX*2~\n", b"", 1))
    assert result.lines["line_number"].to_list()[:2] == [1, 2]
    assert result.lines["hcpcs_code"].to_list()[:2] == ["97110", "97140"]


def test_a_claim_without_lines_is_reported() -> None:
    start = GOOD.index(b"LX*1", GOOD.index(b"A1002"))
    result = from_text(GOOD[:start] + GOOD[GOOD.index(b"HL*4") :])
    assert codes(result, "claim") == ["claim-without-lines"]
    assert result.claim_count == 3


def test_wrong_trailer_counts_are_notes_with_both_numbers() -> None:
    result = sample("wrong_counts_in_trailers.837")
    assert codes(result) == ["envelope-count"] * 3
    assert set(result.problems["level"]) == {"note"}
    actual = GOOD.split(b"~\n").index(b"GE*1*1") - 2
    assert f"SE01 says 9 segments in the transaction; {actual} are there." in result.notes


def test_a_claim_the_file_ends_in_is_left_out_and_the_others_are_read() -> None:
    result = sample("cut_off_inside_third_claim.837")
    assert result.lines["claim_id"].unique(maintain_order=True).to_list() == ["A1001", "A1002"]
    assert result.claim_count == 2
    assert codes(result, "claim") == ["claim-cut-off"]
    assert "file-cut-off" in codes(result, "note")


def test_a_file_cut_off_after_a_whole_claim_keeps_that_claim() -> None:
    result = from_text(GOOD[: GOOD.index(b"SE*")])
    assert result.claim_count == 3
    assert codes(result) == ["file-cut-off"]


def test_no_name_birth_date_or_member_id_is_in_a_message() -> None:
    text = (SAMPLES / "impossible_values_in_one_claim.837").read_bytes()
    text = text.replace(b"UN*1.5*", b"UN*ZZYZXNAME*").replace(b"*4S*", b"*ZZYZXNAME*")
    result = from_text(text)
    told = json.dumps(result.problems.select("message", "fix").rows())
    assert result.problems.height >= 4
    for secret in ("ZZYZXNAME", "19500101", "1950", "M0002"):
        assert secret not in told
